package org.vmpilot.lrm.gridengine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobId;

/** Reads {@code qacct -j}: blocks of {@code key value} lines, each block after a line of equals signs. */
final class Accounting {
    private Accounting() {}

    /**
     * Records of other names are left out: qacct takes a name for a pattern. One that cannot be read is passed over.
     *
     * @throws OutputException no record can be read, and one could not
     */
    static List<Job> parse(String text, String name) throws OutputException {
        List<Job> jobs = new ArrayList<>();
        Optional<OutputException> broken = Optional.empty();
        for (String block : text.split("(?m)^=+\\s*$", -1)) {
            Map<String, String> values = values(block);
            try {
                if (!values.isEmpty() && needed(values, "jobname").equals(name)) {
                    jobs.add(job(values));
                }
            } catch (OutputException e) {
                broken = Optional.of(e);
            }
        }
        if (jobs.isEmpty() && broken.isPresent()) {
            throw broken.get();
        }
        return jobs;
    }

    private static Map<String, String> values(String block) {
        Map<String, String> values = new HashMap<>();
        for (String line : block.split("\n", -1)) {
            String[] words = line.strip().split("\\s+", 2);
            if (words.length == 2) {
                values.putIfAbsent(words[0], words[1]);
            }
        }
        return values;
    }

    private static Job job(Map<String, String> values) throws OutputException {
        String number = needed(values, "jobnumber");
        boolean array = !needed(values, "taskid").equals("undefined");
        int task = array ? task(values.get("taskid")) : 0;
        Optional<String> node = Optional.ofNullable(values.get("hostname")).filter(host -> !host.equals("UNKNOWN"));
        return new Job(
                new JobId(array ? number + "." + task : number),
                values.get("jobname"),
                task,
                Job.State.ENDED,
                node,
                Optional.of(reason(values)));
    }

    /** {@code failed} is "0", or a number and what it means: "37  : qmaster enforced h_rt, h_cpu, or h_vmem limit". */
    private static String reason(Map<String, String> values) throws OutputException {
        String failed = oneBlank(needed(values, "failed"));
        String exit = "exit status " + oneBlank(needed(values, "exit_status"));
        return failed.equals("0") ? exit : "failed " + failed + ", " + exit;
    }

    private static String oneBlank(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    private static int task(String text) throws OutputException {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new OutputException("qacct: taskid '" + text + "' is no number");
        }
    }

    private static String needed(Map<String, String> values, String key) throws OutputException {
        String value = values.get(key);
        if (value == null) {
            throw new OutputException("qacct: a record without '" + key + "'");
        }
        return value;
    }
}
