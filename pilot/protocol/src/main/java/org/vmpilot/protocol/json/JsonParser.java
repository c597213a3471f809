package org.vmpilot.protocol.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads one JSON text into Map, List, String, Long, Double, Boolean or null. */
final class JsonParser {
    private static final int MAX_DEPTH = 32;

    private final String text;
    private int at;

    JsonParser(String text) {
        this.text = text;
    }

    Object parse() {
        Object value = value(0);
        blanks();
        if (at < text.length()) {
            throw wrong("text after the end of the value");
        }
        return value;
    }

    private Object value(int depth) {
        if (depth > MAX_DEPTH) {
            throw wrong("nested deeper than " + MAX_DEPTH);
        }
        blanks();
        if (at >= text.length()) {
            throw wrong("the text ends where a value should be");
        }
        return switch (text.charAt(at)) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, Object> object(int depth) {
        Map<String, Object> fields = new LinkedHashMap<>();
        at++;
        blanks();
        if (take('}')) {
            return fields;
        }
        do {
            blanks();
            String name = string();
            blanks();
            expect(':');
            Object value = value(depth + 1);
            if (fields.containsKey(name)) {
                throw wrong("field '" + name + "' twice");
            }
            fields.put(name, value);
            blanks();
        } while (take(','));
        expect('}');
        return fields;
    }

    private List<Object> array(int depth) {
        List<Object> values = new ArrayList<>();
        at++;
        blanks();
        if (take(']')) {
            return values;
        }
        do {
            values.add(value(depth + 1));
            blanks();
        } while (take(','));
        expect(']');
        return values;
    }

    private String string() {
        expect('"');
        StringBuilder out = new StringBuilder();
        while (true) {
            if (at >= text.length()) {
                throw wrong("a string without its end");
            }
            char c = text.charAt(at++);
            if (c == '"') {
                return out.toString();
            }
            if (c < ' ') {
                throw wrong("a control character in a string");
            }
            out.append(c == '\\' ? escape() : c);
        }
    }

    private char escape() {
        if (at >= text.length()) {
            throw wrong("a string without its end");
        }
        char c = text.charAt(at++);
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw wrong("an unknown escape \\" + c);
        };
    }

    private char unicode() {
        if (at + 4 > text.length()) {
            throw wrong("a string without its end");
        }
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(text.charAt(at++), 16);
            if (digit < 0) {
                throw wrong("a bad \\u escape");
            }
            code = code * 16 + digit;
        }
        return (char) code;
    }

    private Object number() {
        int start = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String digits = text.substring(start, at);
        try {
            if (digits.matches("-?(0|[1-9][0-9]{0,18})")) {
                return Long.valueOf(digits);
            }
            if (digits.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) {
                return Double.valueOf(digits);
            }
        } catch (NumberFormatException e) {
            throw wrong("a number out of range: " + digits);
        }
        at = start;
        throw wrong("not a value");
    }

    private Object word(String word, Object meaning) {
        if (!text.startsWith(word, at)) {
            throw wrong("not a value");
        }
        at += word.length();
        return meaning;
    }

    private void blanks() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private boolean take(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char c) {
        if (!take(c)) {
            throw wrong("expected '" + c + "'");
        }
    }

    private JsonException wrong(String what) {
        return new JsonException("not JSON at character " + at + ": " + what);
    }
}
