package org.vmpilot.guard;

import java.util.Optional;
import org.vmpilot.host.EditDistance;

/** The keys of {@code node.conf} with their defaults; {@code docs/node.md} lists the same. */
enum NodeConfKey {
    NODE(null),
    LRM_NODE(""),
    COORDINATOR(null),
    KEY_FILE("/etc/vmpilot/node.key"),
    DOM0_MEMORY("boot"),
    DOM0_MEMORY_MIN("256"),
    DOM0_AVAILABLE_MIN("128"),
    GUEST_MEMORY_OVERHEAD("8"),
    MEMORY_TOLERANCE("16"),
    MEMORY_TIMEOUT("60"),
    GUESTS_MAX("16"),
    GUEST_MEMORY_MAX("65536"),
    GUEST_VCPUS_MAX("64"),
    KERNELS("/var/lib/vmpilot-images/kernels"),
    IMAGES("/var/lib/vmpilot-images/disks"),
    BOOT_LOADERS(""),
    DISK_FORMATS("raw,qcow2"),
    BRIDGES(""),
    DURATION_MAX("604800"),
    XL_TIMEOUT("20"),
    XL_CREATE_TIMEOUT("60"),
    LOCK_WAIT("30"),
    END_TIMEOUT("15"),
    EPILOG_BOUND("25"),
    PILOTS_MAX("64"),
    ORPHAN_AFTER("off"),
    JAVA("/usr/bin/java"),
    ALLOW_EVERY_GUEST("no");

    private final String text;
    private final String defaultValue;

    NodeConfKey(String defaultValue) {
        this.text = lowerCaseWithDashes(name());
        this.defaultValue = defaultValue;
    }

    private static String lowerCaseWithDashes(String name) {
        char[] letters = name.toCharArray();
        for (int i = 0; i < letters.length; i++) {
            letters[i] = letters[i] == '_' ? '-' : Character.toLowerCase(letters[i]);
        }
        return new String(letters);
    }

    String text() {
        return text;
    }

    /** Empty: the key must be given. */
    Optional<String> defaultValue() {
        return Optional.ofNullable(defaultValue);
    }

    static Optional<NodeConfKey> of(String text) {
        for (NodeConfKey key : values()) {
            if (key.text.equals(text)) {
                return Optional.of(key);
            }
        }
        return Optional.empty();
    }

    /** The known key that is meant most likely: the nearest by edit distance, if it is near at all. */
    static Optional<NodeConfKey> nearest(String text) {
        NodeConfKey nearest = null;
        int least = Math.max(2, text.length() / 3) + 1;
        for (NodeConfKey key : values()) {
            int distance = EditDistance.between(text, key.text);
            if (distance < least) {
                least = distance;
                nearest = key;
            }
        }
        return Optional.ofNullable(nearest);
    }
}
