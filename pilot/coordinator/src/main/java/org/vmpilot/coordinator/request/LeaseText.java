package org.vmpilot.coordinator.request;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.vmpilot.coordinator.document.Fault;
import org.vmpilot.coordinator.document.Fields;
import org.vmpilot.coordinator.document.JsonText;
import org.vmpilot.coordinator.document.TomlText;
import org.vmpilot.coordinator.document.Value;
import org.vmpilot.protocol.LeaseRequest;

/** Reads lease requests. */
public final class LeaseText {
    public static final int MOST_BYTES = 1 << 20;

    /** What the text is written in. */
    public enum Form {
        TOML,
        JSON
    }

    private LeaseText() {}

    /**
     * @param polite as of {@link #request}
     * @throws RequestException with every error, each naming its field as written and its line
     */
    public static LeaseRequest read(byte[] body, Form form, Duration polite) throws RequestException {
        return request(document(body, form), polite);
    }

    /** What was written, not yet understood. */
    public static Value.Table document(byte[] body, Form form) throws RequestException {
        String text = decode(body);
        List<Fault> faults = new ArrayList<>();
        Value.Table table = form == Form.TOML ? TomlText.read(text, faults) : JsonText.read(text, faults);
        if (!faults.isEmpty()) {
            throw new RequestException(RequestException.Kind.UNREADABLE, faults);
        }
        return table;
    }

    /** @param polite the site's budget for guests that are asked to shut down: default and limit of {@code end_timeout} */
    public static LeaseRequest request(Value.Table table, Duration polite) throws RequestException {
        List<Fault> faults = new ArrayList<>();
        LeaseRequest request = new LeaseFields(Fields.of(table, faults), polite).read();
        if (!faults.isEmpty()) {
            throw new RequestException(RequestException.Kind.INVALID, faults);
        }
        return RequestDocument.marked(request, table);
    }

    private static String decode(byte[] body) throws RequestException {
        if (body.length > MOST_BYTES) {
            throw error(RequestException.Kind.TOO_LARGE, "is larger than 1 MiB");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            if (text.isBlank()) {
                throw error(RequestException.Kind.UNREADABLE, "is empty");
            }
            if (text.startsWith("\uFEFF")) {
                throw error(
                        RequestException.Kind.UNREADABLE,
                        "begins with a byte order mark; save it as UTF-8 without one");
            }
            return text;
        } catch (CharacterCodingException e) {
            throw error(RequestException.Kind.UNREADABLE, "is not UTF-8 text");
        }
    }

    private static RequestException error(RequestException.Kind kind, String words) {
        return new RequestException(kind, List.of(new Fault("", 0, words)));
    }
}
