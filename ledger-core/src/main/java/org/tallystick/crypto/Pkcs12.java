package org.tallystick.crypto;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bouncycastle.asn1.ASN1BMPString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.CertBag;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.MacData;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.SafeBag;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.pkcs.PKCS12PfxPdu;
import org.bouncycastle.pkcs.PKCS12PfxPduBuilder;
import org.bouncycastle.pkcs.PKCS12SafeBag;
import org.bouncycastle.pkcs.PKCS12SafeBagFactory;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.bc.BcPKCS12MacCalculatorBuilder;
import org.bouncycastle.pkcs.bc.BcPKCS12MacCalculatorBuilderProvider;

/**
 * Named Ed25519 keys as a PKCS #12 file (RFC 7292): each key encrypted with {@link PassphraseCipher} beside its
 * certificate, which is public, and all of it under an HMAC-SHA-256 of the passphrase. The JDK's key stores and OpenSSL
 * read it. Written here rather than by the JDK, whose choice of algorithms depends on settings of the whole process and
 * which takes only ASCII passphrases.
 */
final class Pkcs12 {
    /** Of the derivation of the HMAC key: so many hashes has whoever tries a passphrase against the HMAC to compute. */
    static final int MAC_ITERATIONS = 100_000;

    /** Of PBKDF2, where one iteration takes two hashes; with more, trying the HMAC instead would be cheaper. */
    static final int KEY_ITERATIONS = 50_000;

    /** The most that is accepted when reading, so that a crafted file cannot keep a processor busy for long. */
    static final int MAX_ITERATIONS = 5_000_000;

    private static final int SALT_BYTES = 16;
    private static final AlgorithmIdentifier ED25519 = new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519);
    private static final AlgorithmIdentifier SHA256 =
            new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256, DERNull.INSTANCE);

    private Pkcs12() {}

    /** A file with these keys, each under its name. */
    static byte[] write(SortedMap<String, PrivateKey> keys, char[] passphrase, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        PassphraseCipher cipher = new PassphraseCipher(passphrase);
        PKCS12PfxPduBuilder builder = new PKCS12PfxPduBuilder();
        try {
            for (Map.Entry<String, PrivateKey> entry : keys.entrySet()) {
                PrivateKey key = entry.getValue();
                ASN1Set attributes = attributes(entry.getKey(), key);
                byte[] plain = encode(key);
                EncryptedPrivateKeyInfo shrouded = cipher.encrypt(plain, salt, KEY_ITERATIONS, random);
                Arrays.fill(plain, (byte) 0);
                builder.addData(bag(PKCSObjectIdentifiers.pkcs8ShroudedKeyBag, shrouded, attributes));
                CertBag certificate = new CertBag(
                        PKCSObjectIdentifiers.x509Certificate,
                        new DEROctetString(SelfSignedCertificate.of(key).getEncoded()));
                builder.addData(bag(PKCSObjectIdentifiers.certBag, certificate, attributes));
            }
            BcPKCS12MacCalculatorBuilder mac = new BcPKCS12MacCalculatorBuilder(new JdkSha256Digest(), SHA256);
            return builder.build(mac.setIterationCount(MAC_ITERATIONS), passphrase)
                    .getEncoded();
        } catch (IOException | PKCSException | GeneralSecurityException e) {
            throw new IllegalStateException("keys of our own cannot be encoded", e);
        }
    }

    /**
     * Reads a file.
     *
     * @throws WrongPassphraseException when the HMAC does not fit
     * @throws GeneralSecurityException when the file is not one that this class could have written, with the reason
     */
    static SortedMap<String, PrivateKey> read(byte[] file, char[] passphrase) throws GeneralSecurityException {
        try {
            PKCS12PfxPdu pdu = new PKCS12PfxPdu(file);
            checkMac(pdu, passphrase);
            PassphraseCipher cipher = new PassphraseCipher(passphrase);
            SortedMap<String, PrivateKey> keys = new TreeMap<>();
            for (ContentInfo content : pdu.getContentInfos()) {
                if (content.getContentType().equals(PKCSObjectIdentifiers.data)) {
                    for (PKCS12SafeBag bag : new PKCS12SafeBagFactory(content).getSafeBags()) {
                        readBag(bag, cipher, keys);
                    }
                }
            }
            return keys;
        } catch (IOException | PKCSException | IllegalArgumentException | IllegalStateException e) {
            throw new GeneralSecurityException("it is not well-formed PKCS #12", e);
        } catch (ClassCastException | IndexOutOfBoundsException | NullPointerException | ArithmeticException e) {
            // The ASN.1 parser answers some malformed structures in these ways.
            throw new GeneralSecurityException("it is not well-formed PKCS #12", e);
        }
    }

    private static void checkMac(PKCS12PfxPdu pdu, char[] passphrase) throws GeneralSecurityException, PKCSException {
        if (!pdu.hasMac()) {
            throw new GeneralSecurityException("it has no HMAC over its contents");
        }
        MacData mac = pdu.toASN1Structure().getMacData();
        if (!mac.getMac().getAlgorithmId().getAlgorithm().equals(NISTObjectIdentifiers.id_sha256)) {
            throw new GeneralSecurityException("its HMAC is not over SHA-256");
        }
        int iterations = mac.getIterationCount().intValueExact();
        if (iterations < 1 || iterations > MAX_ITERATIONS) {
            throw new GeneralSecurityException(
                    "its HMAC wants " + iterations + " iterations; at most " + MAX_ITERATIONS);
        }
        if (!pdu.isMacValid(new BcPKCS12MacCalculatorBuilderProvider(algorithm -> new JdkSha256Digest()), passphrase)) {
            throw new WrongPassphraseException();
        }
    }

    private static void readBag(PKCS12SafeBag bag, PassphraseCipher cipher, Map<String, PrivateKey> keys)
            throws GeneralSecurityException, IOException {
        if (bag.getBagValue() instanceof PKCS8EncryptedPrivateKeyInfo shrouded) {
            PrivateKey key = decode(cipher.decrypt(shrouded.toASN1Structure()));
            if (keys.put(name(bag), key) != null) {
                throw new GeneralSecurityException("it has two keys named " + name(bag));
            }
        }
    }

    private static byte[] encode(PrivateKey key) throws IOException {
        byte[] seed = key.seed(SecretAccess.granted());
        byte[] encoded = new PrivateKeyInfo(ED25519, new DEROctetString(seed)).getEncoded();
        Arrays.fill(seed, (byte) 0);
        return encoded;
    }

    private static PrivateKey decode(byte[] plain) throws GeneralSecurityException, IOException {
        PrivateKeyInfo info = PrivateKeyInfo.getInstance(plain);
        if (!info.getPrivateKeyAlgorithm().getAlgorithm().equals(EdECObjectIdentifiers.id_Ed25519)) {
            throw new GeneralSecurityException("it has a key that is not an Ed25519 key");
        }
        byte[] seed = ASN1OctetString.getInstance(info.parsePrivateKey()).getOctets();
        PrivateKey key = PrivateKey.fromSeed(seed);
        Arrays.fill(seed, (byte) 0);
        Arrays.fill(plain, (byte) 0);
        return key;
    }

    private static PKCS12SafeBag bag(
            org.bouncycastle.asn1.ASN1ObjectIdentifier type, ASN1Encodable value, ASN1Set attributes) {
        return new PKCS12SafeBag(new SafeBag(type, value, attributes));
    }

    /** The name, and an id that ties a key to its certificate. */
    private static ASN1Set attributes(String name, PrivateKey key) {
        Attribute friendlyName = new Attribute(PKCS12SafeBag.friendlyNameAttribute, new DERSet(new DERBMPString(name)));
        Attribute localKeyId = new Attribute(
                PKCS12SafeBag.localKeyIdAttribute,
                new DERSet(new DEROctetString(key.publicKey().encoded().toArray())));
        return new DERSet(new ASN1Encodable[] {friendlyName, localKeyId});
    }

    private static String name(PKCS12SafeBag bag) throws GeneralSecurityException {
        Attribute[] attributes = bag.getAttributes();
        if (attributes != null) {
            for (Attribute attribute : attributes) {
                if (attribute.getAttrType().equals(PKCS12SafeBag.friendlyNameAttribute)) {
                    return ASN1BMPString.getInstance(attribute.getAttributeValues()[0])
                            .getString();
                }
            }
        }
        throw new GeneralSecurityException("it has a key without a name");
    }

    /** The passphrase does not fit, or the file was altered. */
    static final class WrongPassphraseException extends GeneralSecurityException {
        private static final long serialVersionUID = 1L;
    }
}
