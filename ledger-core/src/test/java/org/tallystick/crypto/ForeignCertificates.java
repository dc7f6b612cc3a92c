package org.tallystick.crypto;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates that a node of ours would never make. */
final class ForeignCertificates {
    private ForeignCertificates() {}

    static X509Certificate ecdsa() throws Exception {
        KeyPair pair = ecKeys();
        return certificate(SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()), pair);
    }

    static X509Certificate ofEd25519Key(byte[] key) throws Exception {
        return certificate(
                new SubjectPublicKeyInfo(new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519), key), ecKeys());
    }

    private static KeyPair ecKeys() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static X509Certificate certificate(SubjectPublicKeyInfo subject, KeyPair issuer) throws Exception {
        X500Name name = new X500Name("CN=foreign");
        byte[] der = new X509v3CertificateBuilder(
                        name, BigInteger.ONE, Date.from(Instant.EPOCH), Date.from(Instant.EPOCH), name, subject)
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.getPrivate()))
                .getEncoded();
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }
}
