package org.vmpilot.coordinator.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;

/** The bearer token of the API: 16 to 512 visible ASCII characters in a file. */
public final class ApiToken {
    private final byte[] bytes;

    private ApiToken(byte[] bytes) {
        this.bytes = bytes;
    }

    /** @throws IOException in words for people if the file is missing, open to others, or not a token */
    public static ApiToken load(Path file) throws IOException {
        return SecretFile.read(file, ApiToken::parse);
    }

    static ApiToken parse(String text) {
        if (!text.matches("[!-~]{16,512}")) {
            throw new IllegalArgumentException("a token is 16 to 512 visible ASCII characters");
        }
        return new ApiToken(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Compares in a time that does not depend on where the two differ. */
    public boolean matches(String offered) {
        return MessageDigest.isEqual(bytes, offered.getBytes(StandardCharsets.UTF_8));
    }

    /** Says nothing of the token. */
    @Override
    public String toString() {
        return "ApiToken";
    }
}
