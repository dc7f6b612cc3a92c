package org.tallystick.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tallystick.model.Bytes;

class PrivateKeyTest {
    private final SignatureVerifier verifier = new Ed25519Verifier();

    /** RFC 8032, section 7.1, test 3. */
    @Test
    void signsAsTheStandardSays() {
        PrivateKey key = PrivateKey.fromSeed(
                HexFormat.of().parseHex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"));
        assertThat(key.publicKey().encoded().toHex())
                .isEqualTo("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
        assertThat(key.sign(HexFormat.of().parseHex("af82")).toHex())
                .isEqualTo("6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                        + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");
    }

    @Test
    void whatItSignsVerifiesAndNothingNear() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            PrivateKey key = key(random);
            byte[] message = new byte[random.nextInt(300)];
            random.nextBytes(message);
            Bytes signature = key.sign(message);
            assertThat(key.sign(message)).isEqualTo(signature);
            assertThat(verifier.verify(key.publicKey(), message, signature)).isTrue();

            byte[] mutated = signature.toArray();
            mutated[random.nextInt(64)] ^= (byte) (1 << random.nextInt(8));
            assertThat(verifier.verify(key.publicKey(), message, Bytes.wrap(mutated)))
                    .isFalse();
            assertThat(verifier.verify(key.publicKey(), Arrays.copyOf(message, message.length + 1), signature))
                    .isFalse();
            assertThat(verifier.verify(key(random).publicKey(), message, signature))
                    .isFalse();
        }
    }

    @Test
    void showsItsSeedOnlyForTheToken() {
        byte[] seed = new byte[32];
        Arrays.fill(seed, (byte) 0x5c);
        PrivateKey key = PrivateKey.fromSeed(seed);
        Arrays.fill(seed, (byte) 0);
        assertThat(key.toString())
                .doesNotContain("5c5c5c5c")
                .contains(key.publicKey().toString());
        key.seed(SecretAccess.granted())[0] = 0;
        assertThat(key.seed(SecretAccess.granted())).containsOnly(0x5c);
        assertThatNullPointerException().isThrownBy(() -> key.seed(null));
    }

    @Test
    void refusesASeedOfAnotherLength() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PrivateKey.fromSeed(new byte[31]))
                .withMessageContaining("31");
    }

    @Test
    void generatesDistinctKeys() {
        SecureRandom random = new SecureRandom();
        assertThat(PrivateKey.generate(random).publicKey())
                .isNotEqualTo(PrivateKey.generate(random).publicKey());
    }

    private static PrivateKey key(Random random) {
        byte[] seed = new byte[32];
        random.nextBytes(seed);
        return PrivateKey.fromSeed(seed);
    }
}
