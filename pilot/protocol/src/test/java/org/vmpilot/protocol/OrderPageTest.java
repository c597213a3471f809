package org.vmpilot.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page says of every field of an order what holds it: a field that is new is in its table, or this fails. */
class OrderPageTest {
    private static final Path PAGE = Path.of(System.getProperty("vmpilot.root"), "docs", "node.md");
    private static final Pattern ROW = Pattern.compile("^\\| `([a-z_.]+)` \\| ([^|]+) \\|", Pattern.MULTILINE);

    @Test
    void everyFieldOfAnOrderStandsInTheTable() throws IOException {
        Set<String> fields = new TreeSet<>();
        collect("", OrderJson.write(order()), fields);

        assertThat(rows()).containsExactlyElementsOf(fields);
    }

    @SuppressWarnings("unchecked")
    private static void collect(String before, Map<String, Object> values, Set<String> fields) {
        values.forEach((name, value) -> {
            String field = before + name;
            if (value instanceof Map<?, ?> inner) {
                collect(field + ".", (Map<String, Object>) inner, fields);
            } else if (value instanceof Collection<?> list) {
                if (before.isEmpty()) {
                    fields.add(field);
                }
                list.forEach(one -> collect(field + ".", (Map<String, Object>) one, fields));
            } else {
                fields.add(field);
            }
        });
    }

    private static Set<String> rows() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf("## The words of an order");
        Matcher matcher = ROW.matcher(page.substring(begin, page.indexOf("\n## ", begin + 1)));
        Set<String> rows = new TreeSet<>();
        while (matcher.find()) {
            rows.add(matcher.group(1));
        }
        return rows;
    }

    /** With every field there is. */
    private static Order order() {
        Duration time = Duration.ofMinutes(1);
        GuestSpec kernel = spec(new Boot.Kernel("/k", Optional.of("/r"), "quiet"));
        GuestSpec loader = spec(new Boot.Loader("pygrub"));
        return new Order(
                SlotKey.parse("vabcdefga1.1"),
                "node01",
                "00ff",
                "lease",
                List.of(new GuestOrder(0, "a-0", kernel), new GuestOrder(1, "b-0", loader)),
                time,
                time,
                time,
                time,
                new TeardownBudget(time, time, time),
                Optional.of(time),
                true);
    }

    private static GuestSpec spec(Boot boot) {
        return new GuestSpec(
                64,
                1,
                boot,
                List.of(new Disk("/d", Disk.Format.RAW, Disk.Mode.READ_ONLY, "xvda")),
                List.of(new Nic("br0", Optional.of(new MacAddress("00:16:3e:00:00:01")))),
                OptionalInt.of(1),
                OptionalInt.of(1),
                new Ending.Shutdown(Duration.ofSeconds(1)));
    }
}
