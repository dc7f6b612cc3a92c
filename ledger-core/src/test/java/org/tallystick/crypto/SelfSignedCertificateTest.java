package org.tallystick.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;
import org.tallystick.model.Bytes;

class SelfSignedCertificateTest {
    private final PrivateKey key = PrivateKey.fromSeed(new byte[32]);

    @Test
    void carriesTheKeyAndNothingThatVaries() throws Exception {
        X509Certificate certificate = SelfSignedCertificate.of(key);
        assertThat(SelfSignedCertificate.publicKeyOf(certificate)).isEqualTo(key.publicKey());
        assertThat(certificate.getEncoded())
                .isEqualTo(SelfSignedCertificate.of(key).getEncoded());
        assertThatNoException().isThrownBy(certificate::checkValidity);
        assertThatNoException().isThrownBy(() -> certificate.verify(certificate.getPublicKey()));
        assertThat(certificate.getSerialNumber()).isPositive();
    }

    @Test
    void theJdkSignsWithTheSameKey() throws Exception {
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(SelfSignedCertificate.toJca(key));
        signature.update(new byte[] {1, 2, 3});
        assertThat(Bytes.wrap(signature.sign())).isEqualTo(key.sign(new byte[] {1, 2, 3}));
    }

    @Test
    void refusesACertificateOfAnotherAlgorithm() throws Exception {
        X509Certificate foreign = ForeignCertificates.ecdsa();
        assertThatExceptionOfType(CertificateException.class)
                .isThrownBy(() -> SelfSignedCertificate.publicKeyOf(foreign))
                .withMessageContaining("expected a plain Ed25519 key");
    }

    @Test
    void refusesAKeyUnderWhichAnyoneCanSign() throws Exception {
        byte[] identity = new byte[32];
        identity[0] = 1;
        X509Certificate weak = ForeignCertificates.ofEd25519Key(identity);
        assertThatExceptionOfType(CertificateException.class)
                .isThrownBy(() -> SelfSignedCertificate.publicKeyOf(weak))
                .withMessageContaining("small order");
    }
}
