package org.vmpilot.coordinator.request;

import java.util.Map;
import java.util.TreeMap;
import org.vmpilot.coordinator.document.Fields;
import org.vmpilot.coordinator.document.Kind;
import org.vmpilot.coordinator.document.Kinds;
import org.vmpilot.coordinator.document.WrongValueException;

/** The {@code [labels]} of a request: words of the caller's own, by which it finds its leases again. Nothing here reads them. */
public final class LabelFields {
    static final int MOST = 16;
    private static final String NAME = "[a-z0-9._/-]{1,63}";
    private static final int LONGEST = 255;

    private static final Kind<String> VALUE = value -> {
        String text = Kinds.TEXT.read(value);
        if (text.codePointCount(0, text.length()) > LONGEST) {
            throw new WrongValueException("is longer than " + LONGEST + " characters");
        }
        if (!text.matches("\\P{C}*")) {
            throw new WrongValueException("must be printable characters, not " + Kinds.quote(text));
        }
        return text;
    };

    private LabelFields() {}

    public static Map<String, String> read(Fields request) {
        Fields labels = request.table("labels");
        if (labels.keys().size() > MOST) {
            request.fault("labels", "has " + labels.keys().size() + " entries; at most " + MOST + " are allowed");
        }
        Map<String, String> read = new TreeMap<>();
        for (String name : labels.keys()) {
            if (!name.matches(NAME)) {
                labels.fault(
                        name,
                        "must be named with 1 to 63 small letters, digits, dots, underscores, slashes and dashes");
            } else if (labels.isTable(name)) {
                labels.fault(name, "must be a text, not a table (in TOML a name with dots stands in quotes)");
            } else {
                labels.optional(name, VALUE).ifPresent(value -> read.put(name, value));
            }
        }
        return read;
    }
}
