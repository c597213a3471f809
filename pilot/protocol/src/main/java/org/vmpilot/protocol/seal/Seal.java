package org.vmpilot.protocol.seal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Seals and opens the bodies of one node's requests and their answers.
 *
 * <p>A sealed body is one version byte (1), 12 random bytes, and the AES-256-GCM cipher text with its tag of 16 bytes.
 * Verb, node and direction are authenticated with it; an answer also with the 12 bytes of its request, so that an old
 * answer cannot be given to a new request. Random 96-bit nonces allow 2^32 messages a key (NIST SP 800-38D).
 */
public final class Seal {
    /** Named, the JDK's own provider is found without loading all others first; null where a JVM has none of this name. */
    private static final Provider PROVIDER = Security.getProvider("SunJCE");

    private static final byte VERSION = 1;
    private static final int IV_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int HEAD_BYTES = 1 + IV_BYTES;

    private final NodeKey key;
    private final String node;
    private final SecureRandom random;

    public Seal(NodeKey key, String node, SecureRandom random) {
        this.key = key;
        this.node = node;
        this.random = random;
    }

    public byte[] sealRequest(String verb, String body) {
        return seal(requestPurpose(verb), body);
    }

    public String openRequest(String verb, byte[] sealed) throws SealException {
        return open(requestPurpose(verb), sealed);
    }

    public byte[] sealAnswer(String verb, byte[] sealedRequest, String body) {
        return seal(answerPurpose(verb, sealedRequest), body);
    }

    public String openAnswer(String verb, byte[] sealedRequest, byte[] sealed) throws SealException {
        return open(answerPurpose(verb, sealedRequest), sealed);
    }

    private String requestPurpose(String verb) {
        return "vmpilot/1 request " + verb + " " + node;
    }

    private String answerPurpose(String verb, byte[] sealedRequest) {
        String request = HexFormat.of().formatHex(sealedRequest, 1, HEAD_BYTES);
        return "vmpilot/1 answer " + verb + " " + node + " " + request;
    }

    private byte[] seal(String purpose, String body) {
        byte[] iv = new byte[IV_BYTES];
        random.nextBytes(iv);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, iv, purpose).doFinal(body.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.allocate(HEAD_BYTES + sealed.length)
                    .put(VERSION)
                    .put(iv)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has AES-GCM", e);
        }
    }

    private String open(String purpose, byte[] sealed) throws SealException {
        if (sealed.length < HEAD_BYTES + TAG_BITS / 8 || sealed[0] != VERSION) {
            throw new SealException("not a sealed message of version " + VERSION);
        }
        byte[] iv = Arrays.copyOfRange(sealed, 1, HEAD_BYTES);
        try {
            byte[] plain =
                    cipher(Cipher.DECRYPT_MODE, iv, purpose).doFinal(sealed, HEAD_BYTES, sealed.length - HEAD_BYTES);
            return new String(plain, StandardCharsets.UTF_8);
        } catch (AEADBadTagException e) {
            throw new SealException("sealed with another key or for another purpose, or changed on its way");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has AES-GCM", e);
        }
    }

    private Cipher cipher(int mode, byte[] iv, String purpose) throws GeneralSecurityException {
        Cipher cipher = PROVIDER == null
                ? Cipher.getInstance("AES/GCM/NoPadding")
                : Cipher.getInstance("AES/GCM/NoPadding", PROVIDER);
        cipher.init(mode, key.aes(), new GCMParameterSpec(TAG_BITS, iv));
        cipher.updateAAD(purpose.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
