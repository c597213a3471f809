package org.vmpilot.coordinator.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A certificate with its chain, and the key that belongs to it.
 *
 * @param chain the server's own first, as TLS wants it
 */
public record ServerIdentity(List<X509Certificate> chain, PrivateKey key) {
    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----\\s+([A-Za-z0-9+/=\\s]+?)\\s+-----END PRIVATE KEY-----");
    private static final char[] NO_PASSWORD = new char[0];
    private static final byte[] PROBE = "vmpilot".getBytes(StandardCharsets.US_ASCII);

    /** How keys of each kind sign. */
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "Ed25519", "Ed25519");

    /**
     * @param certificates PEM: the server's own certificate, then those between it and the authority
     * @param key PEM: PKCS#8, without a passphrase
     * @throws IOException in words for people that repeat nothing of the key
     */
    public static ServerIdentity parse(String certificates, String key) throws IOException {
        ServerIdentity identity = new ServerIdentity(chain(certificates), key(key));
        if (!identity.fits()) {
            throw new IOException(
                    "the key is not the one of the first certificate: is the server's own certificate first in its file?");
        }
        return identity;
    }

    /** @throws IOException in words for people */
    public static List<X509Certificate> chain(String pem) throws IOException {
        try {
            List<X509Certificate> chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (chain.isEmpty()) {
                throw new IOException("no certificate is in it (PEM: -----BEGIN CERTIFICATE-----)");
            }
            return chain;
        } catch (CertificateException e) {
            throw new IOException("no certificates in PEM: " + e.getMessage(), e);
        }
    }

    /** @throws IllegalArgumentException in words that repeat nothing of the key */
    public static PrivateKey key(String pem) {
        Matcher block = PKCS8.matcher(pem);
        if (!block.find()) {
            String words = pem.contains("ENCRYPTED")
                    ? "the key has a passphrase, which nobody could type at a start"
                    : "no key in PKCS#8 is in it (-----BEGIN PRIVATE KEY-----)";
            throw new IllegalArgumentException(words + "; openssl pkcs8 -topk8 -nocrypt makes one of any key");
        }
        try {
            PKCS8EncodedKeySpec spec =
                    new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(block.group(1)));
            for (String kind : SIGNATURES.keySet()) {
                try {
                    return KeyFactory.getInstance(kind).generatePrivate(spec);
                } catch (InvalidKeySpecException notOfThisKind) {
                    // One of the other kinds.
                }
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        throw new IllegalArgumentException("the key is of no kind that is known here: RSA, EC or Ed25519");
    }

    private boolean fits() throws IOException {
        try {
            Signature signature = Signature.getInstance(SIGNATURES.getOrDefault(kind(), key.getAlgorithm()));
            signature.initSign(key);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(chain.get(0).getPublicKey());
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (InvalidKeyException | SignatureException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IOException("the key cannot be tried: " + e.getMessage(), e);
        }
    }

    /** The JDK calls both curves of its kind EdDSA. */
    private String kind() {
        return key.getAlgorithm().equals("EdDSA") ? "Ed25519" : key.getAlgorithm();
    }

    /** Its key and chain, without a password. */
    public KeyStore keyStore() throws IOException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, NO_PASSWORD);
            store.setKeyEntry("api", key, NO_PASSWORD, chain.toArray(Certificate[]::new));
            return store;
        } catch (GeneralSecurityException e) {
            throw new IOException("certificate and key cannot be used: " + e.getMessage(), e);
        }
    }

    /** Says nothing of the key. */
    @Override
    public String toString() {
        return chain.get(0).getSubjectX500Principal().getName();
    }
}
