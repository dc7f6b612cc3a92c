package org.tallystick.crypto;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * Encrypts with a passphrase as PKCS #5 says (RFC 8018, PBES2): PBKDF2 with HMAC-SHA-256 over the passphrase in UTF-8,
 * then AES-256 in CBC mode. For one thread; keeps the last key it derived, since the keys of one file share a salt.
 */
final class PassphraseCipher {
    private static final AlgorithmIdentifier HMAC_SHA256 =
            new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE);
    private static final int KEY_BITS = 256;
    private static final int BLOCK_BYTES = 16;

    private final char[] passphrase;
    private byte[] salt = new byte[0];
    private int iterations;
    private SecretKey key;

    /** The array must stay as it is while this is in use, and is not kept after that. */
    PassphraseCipher(char[] passphrase) {
        this.passphrase = passphrase;
    }

    EncryptedPrivateKeyInfo encrypt(byte[] plain, byte[] withSalt, int withIterations, SecureRandom random)
            throws GeneralSecurityException {
        byte[] iv = new byte[BLOCK_BYTES];
        random.nextBytes(iv);
        byte[] encrypted = run(Cipher.ENCRYPT_MODE, derive(withSalt, withIterations), iv, plain);
        PBES2Parameters parameters = new PBES2Parameters(
                new KeyDerivationFunc(
                        PKCSObjectIdentifiers.id_PBKDF2,
                        new PBKDF2Params(withSalt, withIterations, KEY_BITS / Byte.SIZE, HMAC_SHA256)),
                new EncryptionScheme(NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(iv)));
        return new EncryptedPrivateKeyInfo(
                new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2, parameters), encrypted);
    }

    /**
     * Decrypts.
     *
     * @throws GeneralSecurityException when it was encrypted in another way, or does not decrypt
     */
    byte[] decrypt(EncryptedPrivateKeyInfo info) throws GeneralSecurityException {
        AlgorithmIdentifier algorithm = info.getEncryptionAlgorithm();
        expect(algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBES2), "PBES2");
        PBES2Parameters parameters = PBES2Parameters.getInstance(algorithm.getParameters());
        KeyDerivationFunc derivation = parameters.getKeyDerivationFunc();
        expect(derivation.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBKDF2), "PBKDF2");
        PBKDF2Params pbkdf2 = PBKDF2Params.getInstance(derivation.getParameters());
        expect(pbkdf2.getPrf().getAlgorithm().equals(PKCSObjectIdentifiers.id_hmacWithSHA256), "HMAC-SHA-256");
        EncryptionScheme scheme = parameters.getEncryptionScheme();
        expect(scheme.getAlgorithm().equals(NISTObjectIdentifiers.id_aes256_CBC), "AES-256-CBC");
        int count = pbkdf2.getIterationCount().intValueExact();
        expect(count >= 1 && count <= Pkcs12.MAX_ITERATIONS, "at most " + Pkcs12.MAX_ITERATIONS + " iterations");
        byte[] iv = ASN1OctetString.getInstance(scheme.getParameters()).getOctets();
        return run(Cipher.DECRYPT_MODE, derive(pbkdf2.getSalt(), count), iv, info.getEncryptedData());
    }

    private SecretKey derive(byte[] withSalt, int withIterations) throws GeneralSecurityException {
        if (key == null || iterations != withIterations || !Arrays.equals(salt, withSalt)) {
            PBEKeySpec spec = new PBEKeySpec(passphrase, withSalt, withIterations, KEY_BITS);
            byte[] derived = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
            spec.clearPassword();
            key = new SecretKeySpec(derived, "AES");
            Arrays.fill(derived, (byte) 0);
            salt = withSalt;
            iterations = withIterations;
        }
        return key;
    }

    private static byte[] run(int mode, SecretKey key, byte[] iv, byte[] input) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        cipher.init(mode, key, new IvParameterSpec(iv));
        return cipher.doFinal(input);
    }

    private static void expect(boolean met, String what) throws GeneralSecurityException {
        if (!met) {
            throw new GeneralSecurityException("a key is not protected with " + what);
        }
    }
}
