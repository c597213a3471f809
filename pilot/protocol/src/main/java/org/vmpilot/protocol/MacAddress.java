package org.vmpilot.protocol;

import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/** The hardware address of a guest's network interface, lower case, colons. */
public record MacAddress(String text) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{2}(:[0-9a-f]{2}){5}");

    public MacAddress {
        text = text.toLowerCase(Locale.ROOT);
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("not a MAC address: '" + text + "' (for example 00:16:3e:12:34:56)");
        }
        if ((Integer.parseInt(text.substring(0, 2), 16) & 1) != 0) {
            throw new IllegalArgumentException("a multicast MAC address: '" + text + "' (the first byte must be even)");
        }
    }

    /** An address of Xen's own prefix 00:16:3e; the other 24 bits are derived from slot, guest and interface. */
    public static MacAddress derived(SlotKey slot, int guestIndex, int interfaceIndex) {
        byte[] digest = GuestUuid.sha256(slot.text() + "/" + guestIndex + "/" + interfaceIndex);
        HexFormat hex = HexFormat.ofDelimiter(":");
        return new MacAddress("00:16:3e:" + hex.formatHex(digest, 0, 3));
    }

    @Override
    public String toString() {
        return text;
    }
}
