package org.vmpilot.protocol.json;

import java.util.List;
import java.util.Map;

/** JSON texts to and from plain Java values: Map, List, String, Long, Integer, Double, Boolean, null. */
public final class Json {
    /** The longest text that is read, in characters. */
    public static final int MAX_LENGTH = 4 << 20;

    private Json() {}

    /** @throws JsonException if the text is not one JSON value, or too long or too deep */
    public static Object parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new JsonException("longer than " + MAX_LENGTH + " characters");
        }
        return new JsonParser(text).parse();
    }

    /** @throws JsonException if the text is not one JSON object */
    public static JsonFields fields(String text) {
        return JsonFields.of(parse(text), "");
    }

    public static String write(Object value) {
        StringBuilder out = new StringBuilder(256);
        write(value, out);
        return out.toString();
    }

    private static void write(Object value, StringBuilder out) {
        if (value == null || value instanceof Boolean || value instanceof Long || value instanceof Integer) {
            out.append(value);
        } else if (value instanceof Double number) {
            if (!Double.isFinite(number)) {
                throw new IllegalArgumentException("JSON has no " + number);
            }
            out.append(number);
        } else if (value instanceof Map<?, ?> map) {
            writeObject(map, out);
        } else if (value instanceof List<?> list) {
            writeArray(list, out);
        } else if (value instanceof CharSequence text) {
            writeString(text, out);
        } else {
            throw new IllegalArgumentException("not a JSON value: " + value.getClass());
        }
    }

    private static void writeObject(Map<?, ?> map, StringBuilder out) {
        char before = '{';
        for (Map.Entry<?, ?> field : map.entrySet()) {
            out.append(before);
            writeString((String) field.getKey(), out);
            out.append(':');
            write(field.getValue(), out);
            before = ',';
        }
        out.append(before == '{' ? "{}" : "}");
    }

    private static void writeArray(List<?> list, StringBuilder out) {
        char before = '[';
        for (Object element : list) {
            out.append(before);
            write(element, out);
            before = ',';
        }
        out.append(before == '[' ? "[]" : "]");
    }

    private static void writeString(CharSequence text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c == 0x7f || Character.isSurrogate(c)) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
