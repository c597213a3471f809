package org.vmpilot.protocol;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The UUID of a guest, the one thing that says whose a domain is: 32 fixed bits ({@code 766d7074}, "vmpt"), 64 bits of
 * SHA-256 over the slot key's text, 32 bits of guest index.
 *
 * <p>The same in sh: {@code printf %s "$slot" | sha256sum | cut -c1-16}. A domain that {@code xl create} left half-made
 * has no name ({@code (null)}) but shows its UUID in {@code xl list -v} (Xen 4.17).
 */
public final class GuestUuid {
    public static final String PREFIX = "766d7074";

    private GuestUuid() {}

    public static String of(SlotKey slot, int guestIndex) {
        String hash = slotHash(slot);
        String index = HexFormat.of().toHexDigits(guestIndex);
        return PREFIX + "-" + hash.substring(0, 4) + "-" + hash.substring(4, 8) + "-" + hash.substring(8, 12) + "-"
                + hash.substring(12, 16) + index;
    }

    /** Whether the UUID is of any guest that vmpilot started, of whatever slot. */
    public static boolean isOurs(String uuid) {
        return uuid.toLowerCase(Locale.ROOT).startsWith(PREFIX + "-");
    }

    /** Whether the UUID is of a guest of this slot. */
    public static boolean belongsTo(String uuid, SlotKey slot) {
        String own = of(slot, 0);
        return uuid.length() == own.length()
                && uuid.toLowerCase(Locale.ROOT).startsWith(own.substring(0, own.length() - 8));
    }

    /** The first 16 hexadecimal digits of SHA-256 over the slot key's text. */
    static String slotHash(SlotKey slot) {
        byte[] digest = sha256(slot.text());
        return HexFormat.of().formatHex(digest, 0, 8);
    }

    static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
