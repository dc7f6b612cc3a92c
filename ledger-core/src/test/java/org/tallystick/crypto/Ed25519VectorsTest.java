package org.tallystick.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.tallystick.model.Bytes;
import org.tallystick.model.PublicKey;
import org.tallystick.model.SignatureScheme;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Public vectors against the one rule. Where our verdict has to be explained, it is, case by case. */
class Ed25519VectorsTest {
    /**
     * The twelve cases of "Taming the many EdDSAs" (eprint 2020/1244, table 2 and section 5), in order, with our verdict
     * and its reason.
     */
    private static final List<Case> SPECCHECK = List.of(
            new Case(false, "A and R of small order: A alone condemns it"),
            new Case(false, "A of small order, R of mixed order: A alone condemns it"),
            new Case(true, "R of small order, A of mixed order: the equation holds, which is all we ask of R"),
            new Case(true, "A and R of mixed order, both equations hold"),
            new Case(true, "holds with the cofactor only: RFC 8032 and we multiply by 8"),
            new Case(true, "holds with the cofactor only, and only when k is not reduced after multiplying by 8"),
            new Case(false, "S above the order of the group"),
            new Case(false, "S far above the order of the group"),
            new Case(
                    false,
                    "R is not canonical (and of small order): the encoding is refused, reduced for hashing or not"),
            new Case(false, "as before, with the R that a lenient verifier would have hashed"),
            new Case(false, "A is not canonical (and of small order): refused before any equation"),
            new Case(false, "as before, with the A that a lenient verifier would have hashed"));

    private final Map<String, SignatureVerifier> verifiers = Verifiers.all();

    @TestFactory
    Stream<DynamicTest> wycheproofIsJudgedAsPublished() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode group : read("ed25519_test.json").get("testGroups")) {
            String key = group.get("publicKey").get("pk").stringValue();
            for (JsonNode test : group.get("tests")) {
                String name = test.get("tcId").intValue() + " " + test.get("flags") + " "
                        + test.get("comment").stringValue();
                boolean expected = "valid".equals(test.get("result").stringValue());
                tests.add(
                        DynamicTest.dynamicTest(name, () -> check(key, hex(test, "msg"), hex(test, "sig"), expected)));
            }
        }
        assertThat(tests).hasSize(151);
        return tests.stream();
    }

    @TestFactory
    Stream<DynamicTest> speccheckCasesGetTheVerdictOfOurRule() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode test : read("speccheck_cases.json")) {
            Case expected = SPECCHECK.get(tests.size());
            tests.add(DynamicTest.dynamicTest(
                    tests.size() + ": " + expected.reason,
                    () -> check(
                            test.get("pub_key").stringValue(),
                            hex(test, "message"),
                            hex(test, "signature"),
                            expected.accepted)));
        }
        assertThat(tests).hasSize(SPECCHECK.size());
        return tests.stream();
    }

    @Test
    void theReasonsGivenForTheSpeccheckCasesAreTrue() throws IOException {
        List<String> traits = new ArrayList<>();
        for (JsonNode test : read("speccheck_cases.json")) {
            traits.add(Ed25519EdgeTest.traits(
                    HexFormat.of().parseHex(test.get("pub_key").stringValue()), hex(test, "signature")));
        }
        assertThat(traits)
                .containsExactly(
                        "A small, R small",
                        "A small, R mixed",
                        "A mixed, R small",
                        "A mixed, R mixed",
                        "A mixed, R mixed",
                        "A mixed, R prime",
                        "A prime, R prime, S large",
                        "A prime, R prime, S large",
                        "A mixed, R malformed",
                        "A mixed, R malformed",
                        "A malformed, R mixed",
                        "A malformed, R mixed");
    }

    /** All paths, and the slow verifier written from the RFC, must say what is expected. */
    private void check(String key, byte[] message, byte[] signature, boolean expected) {
        PublicKey publicKey = new PublicKey(SignatureScheme.ED25519, Bytes.fromHex(key));
        verifiers.forEach((name, verifier) -> assertThat(verifier.verify(publicKey, message, Bytes.copyOf(signature)))
                .as(name)
                .isEqualTo(expected));
        assertThat(ReferenceEd25519.verify(publicKey.encoded().toArray(), message, signature))
                .isEqualTo(expected);
    }

    private static JsonNode read(String name) throws IOException {
        try (InputStream in = Ed25519VectorsTest.class.getResourceAsStream("/vectors/ed25519/" + name)) {
            return new ObjectMapper().readTree(in);
        }
    }

    private static byte[] hex(JsonNode node, String field) {
        return HexFormat.of().parseHex(node.get(field).stringValue());
    }

    private record Case(boolean accepted, String reason) {}
}
