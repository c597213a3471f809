package org.vmpilot.protocol.json;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The fields of one JSON object, read with a clear error that names the field when one is missing or of another type. */
public final class JsonFields {
    private final Map<?, ?> fields;
    private final String path;

    private JsonFields(Map<?, ?> fields, String path) {
        this.fields = fields;
        this.path = path;
    }

    static JsonFields of(Object value, String path) {
        if (value instanceof Map<?, ?> map) {
            return new JsonFields(map, path);
        }
        throw new JsonException((path.isEmpty() ? "the text" : "field '" + path + "'") + " is not an object");
    }

    public boolean has(String name) {
        return fields.get(name) != null;
    }

    /** The names of all fields, for an object whose names are somebody else's. */
    public List<String> names() {
        return fields.keySet().stream().map(Object::toString).toList();
    }

    public String text(String name) {
        return required(name, String.class, "a string");
    }

    public Optional<String> optionalText(String name) {
        return has(name) ? Optional.of(text(name)) : Optional.empty();
    }

    /** Whatever it is, as JSON. */
    public Optional<String> json(String name) {
        return has(name) ? Optional.of(Json.write(fields.get(name))) : Optional.empty();
    }

    public long number(String name) {
        return required(name, Long.class, "a whole number");
    }

    public int integer(String name) {
        long number = number(name);
        if (number != (int) number) {
            throw new JsonException("field '" + at(name) + "' is out of range: " + number);
        }
        return (int) number;
    }

    public Optional<Integer> optionalInteger(String name) {
        return has(name) ? Optional.of(integer(name)) : Optional.empty();
    }

    public boolean flag(String name) {
        return required(name, Boolean.class, "true or false");
    }

    public JsonFields object(String name) {
        return of(required(name, Map.class, "an object"), at(name));
    }

    public List<JsonFields> objects(String name) {
        List<JsonFields> objects = new ArrayList<>();
        for (Object element : required(name, List.class, "a list")) {
            objects.add(of(element, at(name) + "[" + objects.size() + "]"));
        }
        return objects;
    }

    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (Object element : required(name, List.class, "a list")) {
            if (!(element instanceof String text)) {
                throw new JsonException("field '" + at(name) + "[" + texts.size() + "]' is not a string");
            }
            texts.add(text);
        }
        return texts;
    }

    /** Whether the field is a word that is known here: those of a later program may not be. */
    public <E extends Enum<E>> boolean isOneOf(String name, Class<E> words) {
        String text = text(name);
        return Arrays.stream(words.getEnumConstants())
                .anyMatch(word -> word.name().equals(text));
    }

    public <E extends Enum<E>> E word(String name, Class<E> words) {
        String text = text(name);
        for (E word : words.getEnumConstants()) {
            if (word.name().equals(text)) {
                return word;
            }
        }
        throw new JsonException(
                "field '" + at(name) + "' is not one of " + List.of(words.getEnumConstants()) + ": " + text);
    }

    private <T> T required(String name, Class<T> type, String what) {
        Object value = fields.get(name);
        if (!type.isInstance(value)) {
            throw new JsonException("field '" + at(name) + "' " + (value == null ? "is missing" : "is not " + what));
        }
        return type.cast(value);
    }

    private String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
