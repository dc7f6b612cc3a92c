package org.tallystick.crypto;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.HexFormat;
import java.util.Locale;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.tallystick.model.Bytes;
import org.tallystick.model.PublicKey;
import org.tallystick.model.SignatureScheme;

/**
 * Carries a node's Ed25519 key into TLS 1.3, which speaks of X.509 certificates. The certificate says nothing beyond
 * its key: name, serial number and dates are fixed or derived from it, so one key always gives the same bytes, and
 * nothing stops because a date has passed. Trust comes from comparing {@link #publicKeyOf} with the key expected.
 */
public final class SelfSignedCertificate {
    // SubjectPublicKeyInfo of an Ed25519 key (RFC 8410): this prefix and 32 bytes, and nothing else.
    private static final byte[] KEY_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final AlgorithmIdentifier ED25519 = new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519);
    private static final Instant NOT_BEFORE = Instant.parse("2000-01-01T00:00:00Z");

    // The date by which RFC 5280 says that a certificate has no end.
    private static final Instant NOT_AFTER = Instant.parse("9999-12-31T23:59:59Z");

    private SelfSignedCertificate() {}

    /** The certificate of a key, signed by that key. */
    public static X509Certificate of(PrivateKey key) {
        byte[] encoded = key.publicKey().encoded().toArray();
        X500Name name = new X500Name("CN=" + HexFormat.of().formatHex(encoded));
        // Positive, not zero, at most 20 bytes, as RFC 5280 wants a serial number.
        BigInteger serial = new BigInteger(1, Arrays.copyOf(encoded, 19)).setBit(152);
        X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                name,
                serial,
                new Time(Date.from(NOT_BEFORE), Locale.ROOT),
                new Time(Date.from(NOT_AFTER), Locale.ROOT),
                name,
                new SubjectPublicKeyInfo(ED25519, encoded));
        try {
            byte[] der = builder.build(new KeySigner(key)).getEncoded();
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (IOException | CertificateException e) {
            throw new IllegalStateException("the certificate just made cannot be read back", e);
        }
    }

    /** The key in the form that the JDK's TLS and providers want. It holds the secret seed: hand it to nothing else. */
    public static java.security.PrivateKey toJca(PrivateKey key) {
        byte[] seed = key.seed(SecretAccess.granted());
        try {
            return KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK since 15 has Ed25519", e);
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }

    /**
     * The key that a certificate speaks for. Looks at the key only: that the peer holds the private half is for TLS to
     * prove, and dates, names and the certificate's own signature mean nothing here.
     *
     * @throws CertificateException when it is not an Ed25519 key in its one encoding, or one under which anyone can
     *     sign
     */
    public static PublicKey publicKeyOf(X509Certificate certificate) throws CertificateException {
        byte[] info = certificate.getPublicKey().getEncoded();
        if (info == null
                || info.length != KEY_PREFIX.length + Ed25519Rules.KEY_SIZE
                || !Arrays.equals(info, 0, KEY_PREFIX.length, KEY_PREFIX, 0, KEY_PREFIX.length)) {
            throw new CertificateException("the certificate's key is "
                    + certificate.getPublicKey().getAlgorithm() + ", expected a plain Ed25519 key (RFC 8410)");
        }
        Bytes key = Bytes.copyOf(info, KEY_PREFIX.length, Ed25519Rules.KEY_SIZE);
        if (!Ed25519Rules.isAcceptableKey(key)) {
            throw new CertificateException("the certificate's Ed25519 key is not canonical, or of small order");
        }
        return new PublicKey(SignatureScheme.ED25519, key);
    }

    /** Lets the certificate builder sign without seeing the key. */
    private static final class KeySigner implements ContentSigner {
        private final PrivateKey key;
        private final ByteArrayOutputStream content = new ByteArrayOutputStream(512);

        KeySigner(PrivateKey key) {
            this.key = key;
        }

        @Override
        public AlgorithmIdentifier getAlgorithmIdentifier() {
            return ED25519;
        }

        @Override
        public OutputStream getOutputStream() {
            return content;
        }

        @Override
        public byte[] getSignature() {
            return key.sign(content.toByteArray()).toArray();
        }
    }
}
