package org.tallystick.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SignatureSpi;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tallystick.model.Bytes;

/** Signing with a native provider. */
class NativeSignerTest {
    private static final boolean NATIVE_IS_BUILT = System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64");
    private static final int LONGER_THAN_IT_TAKES = (1 << 20) + 1;

    private final Random random = new Random(11);
    private final org.tallystick.crypto.PrivateKey key = key();

    private org.tallystick.crypto.PrivateKey key() {
        return org.tallystick.crypto.PrivateKey.fromSeed(bytes(32));
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    @Test
    void signsByteForByteAsTheKeyDoes() {
        assumeTrue(NATIVE_IS_BUILT);
        for (int i = 0; i < 1_000; i++) {
            org.tallystick.crypto.PrivateKey each = key();
            Signer signer = SignatureProvider.NATIVE.signer(each);
            assertThat(signer).isInstanceOf(NativeSigner.class);
            assertThat(signer.publicKey()).isEqualTo(each.publicKey());
            for (int times = 0; times < 3; times++) {
                byte[] message = bytes(random.nextInt(300));
                assertThat(signer.sign(message)).isEqualTo(each.sign(message));
            }
        }
    }

    @Test
    void signsForSeveralThreadsAtOnce() {
        assumeTrue(NATIVE_IS_BUILT);
        Signer signer = SignatureProvider.AUTO.signer(key);
        List<byte[]> messages = IntStream.range(0, 500).mapToObj(i -> bytes(80)).toList();
        List<Bytes> signed = messages.parallelStream().map(signer::sign).toList();
        assertThat(signed).isEqualTo(messages.stream().map(key::sign).toList());
    }

    @Test
    void theKeySignsWhatIsTooLongForTheProvider() {
        assumeTrue(NATIVE_IS_BUILT);
        Signer signer = SignatureProvider.NATIVE.signer(key);
        byte[] message = bytes(LONGER_THAN_IT_TAKES);
        assertThat(signer.sign(message)).isEqualTo(key.sign(message));
        assertThat(signer.sign(new byte[80])).isEqualTo(key.sign(new byte[80]));
    }

    @Test
    void showsNoSecret() {
        assertThat(NativeSigner.of(key, provider(Honest.class)).toString())
                .contains(key.publicKey().toString())
                .doesNotContain(Bytes.wrap(key.seed(SecretAccess.granted())).toHex());
    }

    @Test
    void portableIsTheKeyItself() {
        assertThat(SignatureProvider.PORTABLE.signer(key)).isSameAs(key);
    }

    @Test
    void aProviderThatSignsForAnotherKeyIsNotUsed() {
        assertThatThrownBy(() -> NativeSigner.of(key, provider(OfAnotherKey.class)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("does not sign as it should");
    }

    @Test
    void theKeySignsWhenTheLibraryOfTheProviderLacksSomething() {
        NativeSigner signer = NativeSigner.of(key, provider(Unlinked.class));
        byte[] message = {1, 2, 3};
        assertThat(signer.sign(message)).isEqualTo(key.sign(message));
    }

    @Test
    void aProviderWithoutTheAlgorithmIsNotUsed() {
        assertThatThrownBy(() -> NativeSigner.of(key, provider(null)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot sign");
    }

    private static Provider provider(Class<? extends SignatureSpi> signature) {
        return new Provider("test", "1", "signs Ed25519") {
            private static final long serialVersionUID = 1;

            {
                if (signature != null) {
                    put("Signature.Ed25519", signature.getName());
                }
            }

            @Override
            public synchronized Service getService(String type, String algorithm) {
                return signature == null || !algorithm.equals("Ed25519")
                        ? null
                        : new Service(this, type, algorithm, signature.getName(), null, null) {
                            @Override
                            public Object newInstance(Object parameter) {
                                if (signature == Unlinked.class) {
                                    return new Unlinked();
                                }
                                return signature == Honest.class ? new Honest() : new OfAnotherKey();
                            }
                        };
            }
        };
    }

    /** Signs with the seed at the end of the key's encoding (RFC 8410). */
    static class Honest extends SignatureSpi {
        private final java.io.ByteArrayOutputStream message = new java.io.ByteArrayOutputStream();
        private org.tallystick.crypto.PrivateKey key;

        org.tallystick.crypto.PrivateKey keyOf(byte[] seed) {
            return org.tallystick.crypto.PrivateKey.fromSeed(seed);
        }

        @Override
        protected void engineInitSign(PrivateKey secret) throws InvalidKeyException {
            byte[] encoded = secret.getEncoded();
            key = keyOf(java.util.Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
        }

        @Override
        protected void engineUpdate(byte[] part, int from, int length) {
            message.write(part, from, length);
        }

        @Override
        protected byte[] engineSign() {
            byte[] all = message.toByteArray();
            message.reset();
            return key.sign(all).toArray();
        }

        @Override
        protected void engineInitVerify(PublicKey unused) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void engineUpdate(byte part) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected boolean engineVerify(byte[] signature) {
            throw new UnsupportedOperationException();
        }

        @Override
        @Deprecated
        protected void engineSetParameter(String name, Object value) {
            throw new UnsupportedOperationException();
        }

        @Override
        @Deprecated
        protected Object engineGetParameter(String name) {
            throw new UnsupportedOperationException();
        }
    }

    /** Signs, but with a seed in which one bit has fallen over. */
    static final class OfAnotherKey extends Honest {
        @Override
        org.tallystick.crypto.PrivateKey keyOf(byte[] seed) {
            seed[0] ^= 1;
            return super.keyOf(seed);
        }
    }

    /** Signs once. */
    static final class Unlinked extends Honest {
        private boolean signed;

        @Override
        protected byte[] engineSign() {
            if (signed) {
                throw new UnsatisfiedLinkError("for the test");
            }
            signed = true;
            return super.engineSign();
        }
    }
}
