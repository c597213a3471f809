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

    /**
     * A locally administered address: 02, and 40 bits derived from lease, guest and interface. It is the same in every attempt, so that
     * a DHCP server can be told of it as soon as the lease is made. Two guests of 10,000 have the same one with a chance of 1 in 20,000;
     * the coordinator makes no lease whose addresses another open one has.
     *
     * @param guest the guest's label, unique in its lease
     */
    public static MacAddress derived(LeaseToken lease, String guest, int interfaceIndex) {
        byte[] digest = GuestUuid.sha256(lease + "/" + guest + "/" + interfaceIndex);
        HexFormat hex = HexFormat.ofDelimiter(":");
        return new MacAddress("02:" + hex.formatHex(digest, 0, 5));
    }

    @Override
    public String toString() {
        return text;
    }
}
