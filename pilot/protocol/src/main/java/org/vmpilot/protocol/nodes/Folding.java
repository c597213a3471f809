package org.vmpilot.protocol.nodes;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Folds names: those that differ in one number only become one pattern; then patterns that differ in one number only, from the last
 * number of a name to its first. So each pattern stands for a product of ranges, and names exactly the names that went in.
 */
final class Folding {
    /** The texts around the numbers, and what each number folds to. */
    private record Shape(List<String> texts, List<String> numbers) {
        Shape withNumber(int place, String number) {
            List<String> changed = new ArrayList<>(numbers);
            changed.set(place, number);
            return new Shape(texts, changed);
        }
    }

    private Folding() {}

    static String fold(Collection<String> names) {
        List<Shape> shapes = new ArrayList<>();
        int places = 0;
        for (String name : names) {
            NodeName parts = NodeName.of(name);
            shapes.add(new Shape(parts.texts(), parts.numbers()));
            places = Math.max(places, parts.numbers().size());
        }
        for (int place = places - 1; place >= 0; place--) {
            shapes = foldPlace(shapes, place);
        }
        StringJoiner out = new StringJoiner(",");
        shapes.forEach(shape -> out.add(text(shape)));
        return out.toString();
    }

    private static List<Shape> foldPlace(List<Shape> shapes, int place) {
        Map<Shape, List<String>> alike = new LinkedHashMap<>();
        List<Shape> folded = new ArrayList<>();
        for (Shape shape : shapes) {
            Shape key = shape.numbers().size() > place ? shape.withNumber(place, "") : shape;
            alike.computeIfAbsent(key, same -> new ArrayList<>());
            if (shape.numbers().size() > place) {
                alike.get(key).add(shape.numbers().get(place));
            }
        }
        alike.forEach((key, numbers) ->
                folded.add(numbers.isEmpty() ? key : key.withNumber(place, NumberRange.fold(numbers))));
        return folded;
    }

    private static String text(Shape shape) {
        StringBuilder out = new StringBuilder(shape.texts().get(0));
        for (int i = 0; i < shape.numbers().size(); i++) {
            String number = shape.numbers().get(i);
            boolean range = number.indexOf('-') >= 0 || number.indexOf(',') >= 0;
            out.append(range ? "[" + number + "]" : number).append(shape.texts().get(i + 1));
        }
        return out.toString();
    }
}
