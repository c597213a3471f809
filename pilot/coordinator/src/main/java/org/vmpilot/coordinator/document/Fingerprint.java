package org.vmpilot.coordinator.document;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

/** What a document says, whatever it is written in: two that say the same have the same fingerprint, without regard to lines, and to the order of keys. */
public final class Fingerprint {
    private static final String FORM = "sha256:";
    private static final HashFunction FUNCTION = Hashing.sha256();

    private Fingerprint() {}

    public static String of(Value.Table document) {
        Hasher hasher = FUNCTION.newHasher();
        put(hasher, document);
        return FORM + hasher.hash();
    }

    /** Each value begins with its kind and its size, so that no two different ones come to the same bytes. */
    private static void put(Hasher hasher, Value value) {
        if (value instanceof Value.Table table) {
            hasher.putChar('{').putInt(table.values().size());
            new TreeMap<>(table.values()).forEach((key, inner) -> {
                text(hasher, key);
                put(hasher, inner);
            });
        } else if (value instanceof Value.Items items) {
            hasher.putChar('[').putInt(items.values().size());
            items.values().forEach(inner -> put(hasher, inner));
        } else if (value instanceof Value.Text words) {
            text(hasher, words.text());
        } else if (value instanceof Value.Whole whole) {
            hasher.putChar('0').putLong(whole.number());
        } else if (value instanceof Value.Flag flag) {
            hasher.putChar('?').putBoolean(flag.flag());
        } else {
            throw new IllegalArgumentException("a value that no request has: " + value.kindName());
        }
    }

    private static void text(Hasher hasher, String words) {
        byte[] bytes = words.getBytes(StandardCharsets.UTF_8);
        hasher.putChar('"').putInt(bytes.length).putBytes(bytes);
    }
}
