package org.tallystick.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tallystick.model.Hash;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The proofs of transparency-dev/merkle. Sizes there are unsigned 64-bit numbers; ours are signed, so some wrap. */
class MerkleVectorsTest {
    @ParameterizedTest
    @MethodSource("inclusionFiles")
    void inclusionProofIsJudgedAsPublished(Path file) throws IOException {
        JsonNode vector = read(file);
        boolean verdict = false;
        if (hasHashes(vector, "root", "leafHash")) {
            verdict = MerkleProofs.verifyInclusion(
                    hash(vector.get("leafHash")),
                    number(vector, "leafIdx"),
                    number(vector, "treeSize"),
                    proof(vector),
                    hash(vector.get("root")));
        }
        assertThat(verdict).isEqualTo(!vector.get("wantErr").booleanValue());
    }

    @ParameterizedTest
    @MethodSource("consistencyFiles")
    void consistencyProofIsJudgedAsPublished(Path file) throws IOException {
        JsonNode vector = read(file);
        boolean verdict = false;
        if (hasHashes(vector, "root1", "root2")) {
            verdict = MerkleProofs.verifyConsistency(
                    number(vector, "size1"),
                    hash(vector.get("root1")),
                    number(vector, "size2"),
                    hash(vector.get("root2")),
                    proof(vector));
        }
        assertThat(verdict).isEqualTo(!vector.get("wantErr").booleanValue());
    }

    @Test
    void noneIsMissing() throws Exception {
        assertThat(inclusionFiles().count() + consistencyFiles().count()).isEqualTo(141);
    }

    static Stream<Path> inclusionFiles() throws IOException, URISyntaxException {
        return files("inclusion");
    }

    static Stream<Path> consistencyFiles() throws IOException, URISyntaxException {
        return files("consistency");
    }

    private static Stream<Path> files(String kind) throws IOException, URISyntaxException {
        Path root = Path.of(
                MerkleVectorsTest.class.getResource("/vectors/rfc6962/" + kind).toURI());
        try (Stream<Path> walk = Files.walk(root)) {
            return walk.filter(Files::isRegularFile).sorted().toList().stream();
        }
    }

    private static JsonNode read(Path file) throws IOException {
        return new ObjectMapper().readTree(Files.readString(file));
    }

    private static long number(JsonNode vector, String field) {
        return vector.get(field).bigIntegerValue().longValue();
    }

    /** Our methods take hashes of 32 bytes; a vector with anything else cannot even be put to them. */
    private static boolean hasHashes(JsonNode vector, String... fields) {
        Stream<JsonNode> single = Stream.of(fields).map(vector::get);
        return Stream.concat(single, elements(vector).stream())
                .allMatch(node -> !node.isNull() && decode(node).length == Hash.SIZE);
    }

    private static List<Hash> proof(JsonNode vector) {
        return elements(vector).stream().map(MerkleVectorsTest::hash).toList();
    }

    private static List<JsonNode> elements(JsonNode vector) {
        List<JsonNode> out = new ArrayList<>();
        JsonNode proof = vector.get("proof");
        if (proof != null) {
            proof.forEach(out::add);
        }
        return out;
    }

    private static Hash hash(JsonNode node) {
        return Hash.of(decode(node));
    }

    private static byte[] decode(JsonNode node) {
        return Base64.getDecoder().decode(node.stringValue());
    }
}
