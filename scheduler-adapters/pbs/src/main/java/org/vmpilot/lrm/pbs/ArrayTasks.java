package org.vmpilot.lrm.pbs;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tasks of arrays that are over, where the server lists the array and no longer its tasks: a task of such an array is over, and not lost. */
final class ArrayTasks {
    private static final Pattern RANGE = Pattern.compile("(\\d{1,7})(?:-(\\d{1,7})(?::(\\d{1,7}))?)?");

    /** PBS's default for max_array_size. */
    private static final int MOST = 10_000;

    private ArrayTasks() {}

    static List<PbsJob> completed(List<PbsJob> shown) {
        Set<String> known = new HashSet<>();
        shown.forEach(job -> known.add(job.id()));
        List<PbsJob> all = new ArrayList<>(shown);
        for (PbsJob array : shown) {
            if (array.isArray() && array.over()) {
                indices(array.indices()).stream()
                        .map(index -> task(array, index))
                        .filter(task -> !known.contains(task.id()))
                        .forEach(all::add);
            }
        }
        return all;
    }

    private static PbsJob task(PbsJob array, int index) {
        return new PbsJob(
                array.id().replace("[]", "[" + index + "]"),
                array.name(),
                array.owner(),
                'X',
                "n",
                Optional.empty(),
                Optional.of("its array is over"),
                Optional.empty(),
                false,
                array.script(),
                false,
                array.created(),
                "",
                Map.of());
    }

    /** {@code 1-5:2,9}; what is no range is passed over. */
    private static List<Integer> indices(String text) {
        List<Integer> indices = new ArrayList<>();
        Matcher range = RANGE.matcher(text);
        while (range.find()) {
            int first = Integer.parseInt(range.group(1));
            int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
            int step = range.group(3) == null ? 1 : Math.max(1, Integer.parseInt(range.group(3)));
            for (int index = first; index <= last && indices.size() < MOST; index += step) {
                indices.add(index);
            }
        }
        return indices;
    }
}
