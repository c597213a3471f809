package org.vmpilot.coordinator.api;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vmpilot.coordinator.document.Kinds;
import org.vmpilot.coordinator.document.Suggestion;
import org.vmpilot.coordinator.http.Exchange;
import org.vmpilot.coordinator.service.Page;

/** A call's parameters, each one that its path takes: a wrong one ends the call. */
final class Parameters {
    static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    /** The most that a page of a list has, and what it has unless less is asked for. */
    static final int MOST = 500;

    private static final int MOST_LABELS = 16;
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,6})([MG])");
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);

    private final Exchange exchange;
    private final Map<String, List<String>> given;

    private Parameters(Exchange exchange, Map<String, List<String>> given) {
        this.exchange = exchange;
        this.given = given;
    }

    /** A parameter that nobody knows is an error: {@code ?endet=true} must not look like an answer without ended leases. */
    static Parameters of(Exchange exchange, String... known) {
        Map<String, List<String>> given;
        try {
            given = exchange.parameters();
        } catch (RuntimeException e) {
            throw wrong("the parameters cannot be decoded");
        }
        List<String> names = Arrays.asList(known);
        for (String name : given.keySet()) {
            if (!names.contains(name)) {
                String hint = Suggestion.of(name, names)
                        .map(word -> "; did you mean " + word + "?")
                        .orElse("");
                throw wrong("there is no parameter " + name + " here" + hint);
            }
        }
        return new Parameters(exchange, given);
    }

    Optional<String> text(String name) {
        List<String> values = given.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw wrong(name + " is given " + values.size() + " times");
        }
        return values.stream().findFirst();
    }

    /** Some of these words, each given by itself. */
    Set<String> words(String name, List<String> words) {
        Set<String> chosen = new LinkedHashSet<>(given.getOrDefault(name, List.of()));
        for (String word : chosen) {
            if (!words.contains(word)) {
                String hint = Suggestion.of(word, words)
                        .map(near -> "; did you mean " + near + "?")
                        .orElse("");
                throw wrong("there is no " + name + " " + Kinds.quote(word) + hint);
            }
        }
        return chosen;
    }

    /** Labels, each as {@code label=NAME=VALUE}. */
    Map<String, String> labels() {
        Map<String, String> labels = new LinkedHashMap<>();
        for (String label : given.getOrDefault("label", List.of())) {
            int end = label.indexOf('=');
            if (end < 1) {
                throw wrong("label must be NAME=VALUE, for example label=team=night, not " + Kinds.quote(label));
            }
            String before = labels.put(label.substring(0, end), label.substring(end + 1));
            if (before != null && !before.equals(label.substring(end + 1))) {
                throw wrong("label " + Kinds.quote(label.substring(0, end)) + " is given with two values");
            }
        }
        if (labels.size() > MOST_LABELS) {
            throw wrong("at most " + MOST_LABELS + " labels can be asked for");
        }
        return labels;
    }

    boolean flag(String name) {
        String text = text(name).orElse("false");
        if (!text.equals("true") && !text.equals("false")) {
            throw wrong(name + " must be true or false");
        }
        return text.equals("true");
    }

    /** One of these words. */
    Optional<String> word(String name, List<String> words) {
        Optional<String> text = text(name);
        if (text.isPresent() && !words.contains(text.get())) {
            throw wrong(name + " must be one of " + String.join(", ", words));
        }
        return text;
    }

    /** Some of these words, joined by commas. */
    Set<String> list(String name, List<String> words, String standard) {
        Set<String> chosen =
                new LinkedHashSet<>(List.of(text(name).orElse(standard).split(",", -1)));
        if (!words.containsAll(chosen)) {
            throw wrong(name + " must be one or more of " + String.join(",", words));
        }
        return chosen;
    }

    /** A day of the years that have four digits. */
    Optional<LocalDate> day(String name) {
        try {
            return text(name).map(day -> LocalDate.parse(day, DAY));
        } catch (DateTimeException e) {
            throw wrong(name + " must be a day, for example 2026-01-31");
        }
    }

    Optional<Instant> instant(String name) {
        try {
            // As exact as the store is; what milliseconds cannot say is no instant of ours.
            return text(name).map(Instant::parse).map(at -> Instant.ofEpochMilli(at.toEpochMilli()));
        } catch (DateTimeException | ArithmeticException e) {
            throw wrong(name + " must be an instant, for example 2026-01-31T12:00:00Z");
        }
    }

    int limit() {
        int limit = (int) number("limit", text("limit").orElse(Integer.toString(MOST)), MOST);
        if (limit == 0) {
            throw wrong("limit must be within 1 to " + MOST);
        }
        return limit;
    }

    Optional<Integer> count(String name) {
        return text(name).map(text -> (int) number(name, text, Integer.MAX_VALUE));
    }

    /** A size as in a lease request ({@code 512M}, {@code 1G}), in MiB. */
    Optional<Integer> mebibytes(String name) {
        Optional<Matcher> size = text(name).map(SIZE::matcher);
        if (size.isPresent() && !size.get().matches()) {
            throw wrong(name + " must be a size, for example 512M or 1G");
        }
        return size.map(
                given -> Integer.parseInt(given.group(1)) * (given.group(2).equals("G") ? 1024 : 1));
    }

    /** Where the page begins. */
    Optional<String> pageToken() {
        try {
            return text("page_token")
                    .map(token -> new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw wrongPage();
        }
    }

    static String pageToken(Page<?> page) {
        return page.next()
                .map(next ->
                        Base64.getUrlEncoder().withoutPadding().encodeToString(next.getBytes(StandardCharsets.UTF_8)))
                .orElse(null);
    }

    static ApiException wrongPage() {
        return wrong("page_token must be next_page_token of an answer before");
    }

    /** The sequence after which events are wanted: Last-Event-ID (a resumed stream) or {@code after}; "head": the newest. */
    long after(long head) {
        Optional<String> resumed = exchange.header("Last-Event-ID");
        if (resumed.isPresent()) {
            return number("Last-Event-ID", resumed.get(), Long.MAX_VALUE);
        }
        String after = text("after").orElse("0");
        return after.equals("head") ? head : number("after", after, Long.MAX_VALUE);
    }

    Duration waitFor() {
        return Duration.ofSeconds(number("wait", text("wait").orElse("0"), LONGEST_WAIT.toSeconds()));
    }

    private static long number(String name, String text, long most) {
        try {
            long number = Long.parseLong(text);
            if (number >= 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw wrong(name + " must be a whole number");
        }
        throw wrong(name + " must be within 0 to " + most);
    }

    private static ApiException wrong(String detail) {
        return new ApiException(ProblemCode.INVALID_PARAMETER, detail);
    }
}
