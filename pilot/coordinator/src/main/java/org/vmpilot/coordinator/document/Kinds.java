package org.vmpilot.coordinator.document;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The kinds of values that configuration and lease requests have in common. */
public final class Kinds {
    /** Longer paths are refused by the kernel (PATH_MAX is 4096) or by nobody's need. */
    private static final int PATH_LENGTH = 1024;

    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._@:+=~%-]+)+");

    private Kinds() {}

    /** Any text without control characters. */
    public static final Kind<String> TEXT = value -> {
        if (!(value instanceof Value.Text text)) {
            throw new WrongValueException("must be a text in quotes, not " + value.kindName());
        }
        if (text.text().chars().anyMatch(Character::isISOControl)) {
            throw new WrongValueException("has a control character");
        }
        return text.text();
    };

    /** true or false. */
    public static final Kind<Boolean> FLAG = value -> {
        if (!(value instanceof Value.Flag flag)) {
            throw new WrongValueException("must be true or false, not " + value.kindName());
        }
        return flag.flag();
    };

    /** An absolute, normalised path of letters, digits and {@code ._@:+=~%-}. */
    public static final Kind<String> PATH_TEXT = value -> {
        String path = TEXT.read(value);
        if (!path.startsWith("/")) {
            throw new WrongValueException("must be an absolute path, not " + quote(path));
        }
        if (path.length() > PATH_LENGTH) {
            throw new WrongValueException("is longer than " + PATH_LENGTH + " characters");
        }
        if (("/" + path + "/").matches(".*/\\.\\.?/.*") || path.endsWith("/") || path.contains("//")) {
            throw new WrongValueException(
                    "must be a path without '.', '..', '//' or '/' at its end, not " + quote(path));
        }
        if (!PATH.matcher(path).matches()) {
            throw new WrongValueException("may have letters, digits and / . _ @ : + = ~ % - only, not " + quote(path));
        }
        return path;
    };

    /** A text of this form; {@code words} says it for people. */
    public static Kind<String> text(String pattern, String words) {
        Pattern form = Pattern.compile(pattern);
        return value -> {
            String text = TEXT.read(value);
            if (!form.matcher(text).matches()) {
                throw new WrongValueException("must be " + words + ", not " + quote(text));
            }
            return text;
        };
    }

    public static Kind<Integer> whole(int least, int most) {
        return value -> {
            if (!(value instanceof Value.Whole whole)) {
                throw new WrongValueException("must be a whole number without quotes, not " + value.kindName());
            }
            if (whole.number() < least || whole.number() > most) {
                throw new WrongValueException("must be within " + least + " to " + most + ", not " + whole.number());
            }
            return (int) whole.number();
        };
    }

    /** A duration such as {@code "90s"} or {@code "1h30m"}. */
    public static Kind<Duration> duration(Duration least, Duration most) {
        return value -> {
            if (value instanceof Value.Whole whole) {
                throw new WrongValueException("needs a unit, for example \"" + whole.number() + "s\"");
            }
            Duration duration = Durations.parse(TEXT.read(value));
            if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
                throw new WrongValueException("must be within " + Durations.text(least) + " to " + Durations.text(most)
                        + ", not " + Durations.text(duration));
            }
            return duration;
        };
    }

    /** One of a few words. */
    public static <T> Kind<T> choice(Map<String, T> words) {
        Map<String, T> sorted = new TreeMap<>(words);
        return value -> {
            String word = TEXT.read(value);
            T chosen = sorted.get(word);
            if (chosen == null) {
                throw new WrongValueException(
                        "must be \"" + String.join("\" or \"", sorted.keySet()) + "\", not " + quote(word));
            }
            return chosen;
        };
    }

    /** The text in quotes, cut, with everything that could disturb a terminal or a log made visible. */
    public static String quote(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.codePoints().limit(60).forEach(c -> {
            if (c >= ' ' && c < 0x7f) {
                out.appendCodePoint(c);
            } else {
                out.append(String.format("\\u%04x", c));
            }
        });
        return out.append(text.codePointCount(0, text.length()) > 60 ? "…\"" : "\"")
                .toString();
    }
}
