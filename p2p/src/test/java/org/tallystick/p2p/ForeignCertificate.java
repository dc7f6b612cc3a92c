package org.tallystick.p2p;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.tallystick.crypto.PrivateKey;

/** Certificates that no node makes for itself. */
final class ForeignCertificate {
    private ForeignCertificate() {}

    /** Of an ECDSA key, signed by itself. */
    static X509Certificate of(KeyPair pair) throws Exception {
        return issue(SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()), pair);
    }

    /** Of a node key, but signed by somebody else. */
    static X509Certificate ofNodeKey(PrivateKey key, KeyPair issuer) throws Exception {
        byte[] encoded = key.publicKey().encoded().toArray();
        return issue(
                new SubjectPublicKeyInfo(new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519), encoded), issuer);
    }

    private static X509Certificate issue(SubjectPublicKeyInfo subject, KeyPair issuer) throws Exception {
        X500Name name = new X500Name("CN=foreign");
        Date date = Date.from(Instant.EPOCH);
        byte[] der = new X509v3CertificateBuilder(name, BigInteger.ONE, date, date, name, subject)
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.getPrivate()))
                .getEncoded();
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }
}
