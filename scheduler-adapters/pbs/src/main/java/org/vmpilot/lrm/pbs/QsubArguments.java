package org.vmpilot.lrm.pbs;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ggf.drmaa.JobTemplate;
import org.vmpilot.lrm.commands.Indices;
import org.vmpilot.lrm.commands.JobOrder;
import org.vmpilot.lrm.commands.JobScript;

/**
 * What qsub is given for an order. A plain command is started by PBS itself ({@code -- command}): it is the job's top process, and feels
 * PBS's signals at once. Everything else goes through a script of ours on standard input, where each word is quoted.
 */
record QsubArguments(List<String> arguments, String input) {
    /** Words that arrive as they are through PBS's own encoding of arguments, whatever its version. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=@%+,-]+");

    private static final JobScript SCRIPT = new JobScript("$PBS_JOBID", "$PBS_ARRAY_INDEX");

    /** In UTC, as the environment of our programs says. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmm.ss").withZone(ZoneOffset.UTC);

    /**
     * Else qsub leaves a daemon behind that submits for it, in a session of its own: a qsub that was killed at its deadline could still
     * submit later.
     */
    private static final String FOREGROUND = "-f";

    private static final String INDEX = "^array_index^";

    static QsubArguments of(JobOrder order, Optional<Indices> indices, Optional<Path> exitFolder) {
        List<String> words = new ArrayList<>(List.of(FOREGROUND));
        order.name().ifPresent(name -> add(words, "-N", name));
        // An array of one is none to PBS: its index is known beforehand.
        indices.filter(many -> many.count() > 1).ifPresent(many -> add(words, "-J", range(many)));
        if (order.held()) {
            words.add("-h");
        }
        order.start().ifPresent(time -> add(words, "-a", time(time)));
        order.output().ifPresent(path -> add(words, "-o", indexed(path, indices)));
        order.error().ifPresent(path -> add(words, "-e", indexed(path, indices)));
        if (order.joined()) {
            add(words, "-j", "oe");
        }
        order.walltime().ifPresent(limit -> add(words, "-l", "walltime=" + limit.toSeconds()));
        mail(order, words);
        words.addAll(order.options());
        return finish(order, indices, exitFolder, words);
    }

    private static QsubArguments finish(
            JobOrder order, Optional<Indices> indices, Optional<Path> exitFolder, List<String> words) {
        boolean plain = order.environment().isEmpty()
                && order.workingFolder().isEmpty()
                && order.input().isEmpty()
                && exitFolder.isEmpty()
                && Stream.concat(Stream.of(order.command()), order.arguments().stream())
                        .allMatch(word -> PLAIN.matcher(word).matches());
        Optional<Integer> only = indices.filter(many -> many.count() == 1).map(Indices::first);
        if (plain) {
            only.ifPresent(index -> add(words, "-v", "PBS_ARRAY_INDEX=" + index));
            words.add("--");
            words.add(order.command());
            words.addAll(order.arguments());
            return new QsubArguments(words, "");
        }
        // No line of it is read as a directive; the shell is sh, whatever the account's is.
        add(words, "-C", "");
        add(words, "-S", "/bin/sh");
        String script = SCRIPT.of(order, exitFolder);
        String index = only.map(number -> "PBS_ARRAY_INDEX=" + number + "; export PBS_ARRAY_INDEX\n")
                .orElse("");
        return new QsubArguments(words, script.replaceFirst("\n", "\n" + index));
    }

    private static void mail(JobOrder order, List<String> words) {
        if (order.blockMail()) {
            add(words, "-m", "n");
        }
        if (!order.mail().isEmpty()) {
            add(words, "-M", String.join(",", order.mail()));
        }
    }

    private static void add(List<String> words, String option, String value) {
        words.add(option);
        words.add(value);
    }

    private static String range(Indices indices) {
        String range = indices.first() + "-" + indices.last();
        return indices.step() == 1 ? range : range + ":" + indices.step();
    }

    private static String indexed(String path, Optional<Indices> indices) {
        return indices.map(many -> path.replace(
                        JobTemplate.PARAMETRIC_INDEX, many.count() == 1 ? Integer.toString(many.first()) : INDEX))
                .orElse(path);
    }

    private static String time(Instant time) {
        return TIME.format(time);
    }
}
