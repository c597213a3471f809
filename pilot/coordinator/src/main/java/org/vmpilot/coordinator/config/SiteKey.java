package org.vmpilot.coordinator.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import org.vmpilot.protocol.seal.NodeKey;

/** The key that all node keys are derived from; only the coordinator holds it. In its file: 64 hexadecimal digits. */
public final class SiteKey {
    private final byte[] bytes;

    private SiteKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /** @throws IOException in words for people if the file is missing, open to others, or not a key */
    public static SiteKey load(Path file) throws IOException {
        return SecretFile.read(file, SiteKey::parse);
    }

    static SiteKey parse(String text) {
        if (!text.matches("[0-9a-fA-F]{64}")) {
            throw new IllegalArgumentException("a site key is 64 hexadecimal digits");
        }
        return new SiteKey(HexFormat.of().parseHex(text));
    }

    public NodeKey nodeKey(String node) {
        return NodeKey.derive(bytes, node);
    }

    /** Says nothing of the key. */
    @Override
    public String toString() {
        return "SiteKey";
    }
}
