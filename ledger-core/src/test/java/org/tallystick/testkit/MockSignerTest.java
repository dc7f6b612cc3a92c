package org.tallystick.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.tallystick.crypto.SignatureVerifier;
import org.tallystick.model.Bytes;

class MockSignerTest {
    private final SignatureVerifier verifier = new MockVerifier();
    private final byte[] message = {1, 2, 3};

    @Test
    void tellsSignersAndMessagesApart() {
        MockSigner one = MockSigner.numbered(1);
        MockSigner two = MockSigner.numbered(2);
        Bytes signature = one.sign(message);
        assertThat(signature.size()).isEqualTo(one.publicKey().scheme().signatureSize());
        assertThat(verifier.verify(one.publicKey(), message, signature)).isTrue();
        assertThat(MockSigner.of(one.publicKey()).sign(message)).isEqualTo(signature);
        assertThat(verifier.verify(two.publicKey(), message, signature)).isFalse();
        assertThat(verifier.verify(one.publicKey(), new byte[] {1, 2}, signature))
                .isFalse();
        assertThat(verifier.verify(one.publicKey(), message, Bytes.EMPTY)).isFalse();
    }
}
