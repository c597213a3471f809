package org.vmpilot.killall.ssh;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The first word of a known_hosts line: names, patterns with {@code *} and {@code ?}, negated ones with {@code !}, or one hashed name.
 *
 * @param names as written, empty if hashed
 * @param salt of a hashed name, with its hash, in Base64; null otherwise
 */
record HostPattern(List<String> names, String salt, String hash) {
    private static final String HASHED = "|1|";

    static HostPattern parse(String word) {
        if (!word.startsWith(HASHED)) {
            return new HostPattern(List.of(word.split(",", -1)), null, null);
        }
        String[] parts = word.substring(HASHED.length()).split("\\|", -1);
        if (parts.length != 2) {
            throw new IllegalArgumentException("a hashed name must be '|1|salt|hash'");
        }
        return new HostPattern(List.of(), base64(parts[0]), base64(parts[1]));
    }

    /** The text, once it is seen to be Base64. */
    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(Base64.getDecoder().decode(text));
    }

    /** Whether each name stands for itself. */
    boolean isPlain() {
        return salt == null && names.stream().noneMatch(name -> name.matches(".*[*?!].*"));
    }

    boolean matches(String host) {
        if (salt != null) {
            return hash.equals(hmac(host));
        }
        boolean matches = false;
        for (String name : names) {
            if (name.startsWith("!") && glob(name.substring(1), host)) {
                return false;
            }
            matches |= glob(name, host);
        }
        return matches;
    }

    private static boolean glob(String pattern, String host) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
        }
        return host.matches(regex.toString());
    }

    private String hmac(String host) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(salt), "HmacSHA1"));
            return Base64.getEncoder().encodeToString(mac.doFinal(host.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA1", e);
        }
    }
}
