package org.vmpilot.lrm.commands;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ggf.drmaa.JobTemplate;

/**
 * The sh script of a job that its LRM cannot start by its arguments alone: an argument with blanks, an environment, a working folder,
 * an input file, or an {@link ExitFiles} to be written. Every value is quoted; the script has no line of the user's own.
 *
 * @param jobId the variable in which the LRM tells the job its id ({@code PBS_JOBID}); may be an expression of sh
 * @param index likewise for the index of a bulk job
 */
public record JobScript(String jobId, String index) {
    /** Signals that the LRM may send: the script stays until its command has ended, and then says how. */
    private static final String SIGNALS = "HUP INT TERM USR1 USR2 XCPU";

    public String of(JobOrder order, Optional<Path> exitFolder) {
        StringBuilder script = new StringBuilder("#!/bin/sh\n");
        for (Map.Entry<String, String> variable : new TreeMap<>(order.environment()).entrySet()) {
            script.append(variable.getKey())
                    .append('=')
                    .append(quoted(variable.getValue()))
                    .append("; export ")
                    .append(variable.getKey())
                    .append('\n');
        }
        order.workingFolder()
                .ifPresent(
                        folder -> script.append("cd ").append(indexed(folder)).append(" || exit 126\n"));
        if (exitFolder.isPresent()) {
            script.append(recorded(order, exitFolder.get()));
        } else {
            script.append("exec ").append(command(order)).append('\n');
        }
        return script.toString();
    }

    /** Written beside and renamed: nobody reads half of it. A shell forgets which signal it was above 128. */
    private String recorded(JobOrder order, Path folder) {
        String file = quoted(folder + "/") + "\"" + jobId + "\"";
        return "trap : " + SIGNALS + "\n"
                + command(order) + "\n"
                + "status=$?\n"
                + "echo \"exit $status\" >" + file + ".new && mv " + file + ".new " + file + "\n"
                + "exit \"$status\"\n";
    }

    private String command(JobOrder order) {
        StringBuilder line = new StringBuilder(quoted(order.command()));
        order.arguments().forEach(argument -> line.append(' ').append(quoted(argument)));
        order.input().ifPresent(path -> line.append(" <").append(indexed(path)));
        return line.toString();
    }

    private String indexed(String path) {
        return quoted(path).replace(JobTemplate.PARAMETRIC_INDEX, "'\"" + index + "\"'");
    }

    static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
