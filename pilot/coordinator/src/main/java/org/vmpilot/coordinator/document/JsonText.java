package org.vmpilot.coordinator.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON texts (RFC 8259); a key that stands twice in one object is a fault. */
public final class JsonText {
    private static final int DEPTH = 100;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEPTH).build())
            .build();

    private JsonText() {}

    /** The text's object; an empty one, and a fault, if it is not one JSON object. */
    public static Value.Table read(String text, List<Fault> faults) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first != JsonToken.START_OBJECT) {
                faults.add(new Fault("", 1, "must be one JSON object"));
            } else {
                Value.Table table = new Value.Table(0, table(parser).values());
                if (parser.nextToken() == null) {
                    return table;
                }
                faults.add(new Fault("", line(parser), "has something after its JSON object"));
            }
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            faults.add(new Fault("", Math.max(line, 0), "not JSON: " + e.getOriginalMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException("reading a text in memory", e);
        }
        return new Value.Table(0, Map.of());
    }

    private static Value.Table table(JsonParser parser) throws IOException {
        int line = line(parser);
        Map<String, Value> values = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            parser.nextToken();
            values.put(key, value(parser));
        }
        return new Value.Table(line, values);
    }

    private static Value value(JsonParser parser) throws IOException {
        int line = line(parser);
        return switch (parser.currentToken()) {
            case START_OBJECT -> table(parser);
            case START_ARRAY -> items(parser, line);
            case VALUE_STRING -> new Value.Text(line, parser.getText());
            case VALUE_NUMBER_INT -> whole(parser, line);
            case VALUE_TRUE, VALUE_FALSE -> new Value.Flag(line, parser.getBooleanValue());
            case VALUE_NULL -> new Value.Other(line, "null");
            default -> new Value.Other(line, "a fraction");
        };
    }

    private static Value whole(JsonParser parser, int line) throws IOException {
        return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                ? new Value.Other(line, "a number of more than 64 bits")
                : new Value.Whole(line, parser.getLongValue());
    }

    private static Value items(JsonParser parser, int line) throws IOException {
        List<Value> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            values.add(value(parser));
        }
        return new Value.Items(line, values);
    }

    private static int line(JsonParser parser) {
        return parser.currentTokenLocation().getLineNr();
    }
}
