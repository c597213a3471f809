package org.vmpilot.protocol.seal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A node's own key (256 bits). Only the coordinator holds the site key; a node holds the key that HKDF-SHA-256 (RFC 5869)
 * makes of it and the node's name, so that no node can speak for another.
 */
public final class NodeKey {
    public static final int BYTES = 32;

    private final byte[] bytes;

    private NodeKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * @param siteKey at least 32 random bytes
     */
    public static NodeKey derive(byte[] siteKey, String node) {
        if (siteKey.length < BYTES) {
            throw new IllegalArgumentException("a site key has at least " + BYTES + " bytes");
        }
        byte[] extracted = hmac("vmpilot/1 site".getBytes(StandardCharsets.UTF_8), siteKey);
        byte[] info = ("vmpilot/1 node " + node).getBytes(StandardCharsets.UTF_8);
        byte[] expandInput = Arrays.copyOf(info, info.length + 1);
        expandInput[info.length] = 1;
        return new NodeKey(hmac(extracted, expandInput));
    }

    /**
     * @param text 64 hexadecimal digits, white space around them allowed
     * @throws IllegalArgumentException if the text is anything else; the message does not repeat it
     */
    public static NodeKey parse(String text) {
        String digits = text.strip();
        if (!digits.matches("[0-9a-fA-F]{64}")) {
            throw new IllegalArgumentException("a node key is 64 hexadecimal digits");
        }
        return new NodeKey(HexFormat.of().parseHex(digits));
    }

    /** The key as text, for the file on the node. */
    public String text() {
        return HexFormat.of().formatHex(bytes);
    }

    SecretKeySpec aes() {
        return new SecretKeySpec(bytes, "AES");
    }

    private static byte[] hmac(byte[] key, byte[] data) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has HMAC-SHA-256", e);
        }
    }

    /** Says nothing of the key: keys must not reach a log. */
    @Override
    public String toString() {
        return "NodeKey";
    }
}
