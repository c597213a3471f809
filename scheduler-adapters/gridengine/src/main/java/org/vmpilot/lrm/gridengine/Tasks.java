package org.vmpilot.lrm.gridengine;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Task numbers as qstat writes them: {@code 3}, {@code 1,4}, {@code 2-9:1}, {@code 1-7:2,12}. */
final class Tasks {
    private static final Pattern PART = Pattern.compile("(\\d{1,9})(?:-(\\d{1,9}):(\\d{1,9}))?");

    /** Grid Engine's own default for max_aj_tasks. */
    private static final int MOST = 75_000;

    private Tasks() {}

    static List<Integer> parse(String text) throws OutputException {
        List<Integer> tasks = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            Matcher matcher = PART.matcher(part.strip());
            if (!matcher.matches()) {
                throw new OutputException("tasks '" + text + "': not numbers and ranges");
            }
            int first = Integer.parseInt(matcher.group(1));
            int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
            int step = matcher.group(3) == null ? 1 : Math.max(1, Integer.parseInt(matcher.group(3)));
            for (int task = first; task <= last; task += step) {
                tasks.add(task);
                if (tasks.size() > MOST) {
                    throw new OutputException("tasks '" + text + "': more than " + MOST);
                }
            }
        }
        return tasks;
    }
}
