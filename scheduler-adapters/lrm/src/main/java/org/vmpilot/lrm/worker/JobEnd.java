package org.vmpilot.lrm.worker;

import java.util.Map;
import java.util.TreeMap;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.InvalidJobException;
import org.ggf.drmaa.JobInfo;

/**
 * How a job ended, as DRMAA tells it.
 *
 * @param exited it ended by itself, and {@code exitStatus} counts
 * @param signaled a signal ended it: {@code signal}, for example SIGTERM
 * @param aborted it ended before it ran
 * @param usage in the LRM's own words; may be empty
 */
public record JobEnd(
        String job,
        boolean exited,
        int exitStatus,
        boolean signaled,
        String signal,
        boolean coreDump,
        boolean aborted,
        Map<String, String> usage) {

    public static JobEnd exit(String job, int status) {
        return new JobEnd(job, true, status, false, null, false, false, Map.of());
    }

    public static JobEnd signal(String job, String signal) {
        return new JobEnd(job, false, 0, true, signal, false, false, Map.of());
    }

    public static JobEnd neverRan(String job) {
        return new JobEnd(job, false, 0, false, null, false, true, Map.of());
    }

    /** It is over, and nobody knows how. */
    public static JobEnd notKnown(String job) {
        return new JobEnd(job, false, 0, false, null, false, false, Map.of());
    }

    /** What a library says of a job that was waited for. */
    static JobEnd of(JobInfo info) throws DrmaaException {
        boolean exited = info.hasExited();
        boolean signaled = info.hasSignaled();
        return new JobEnd(
                info.getJobId(),
                exited,
                exited ? info.getExitStatus() : 0,
                signaled,
                signaled ? info.getTerminatingSignal() : null,
                signaled && info.hasCoreDump(),
                info.wasAborted(),
                usage(info.getResourceUsage()));
    }

    /** The API is older than generics; a job that was deleted while it waited has no usage. */
    private static Map<String, String> usage(Map<?, ?> usage) {
        Map<String, String> all = new TreeMap<>();
        if (usage != null) {
            usage.forEach((key, value) -> all.put(String.valueOf(key), String.valueOf(value)));
        }
        return all;
    }

    /** As DRMAA shows it; it asks the value only of a job of that kind, else InvalidJob. */
    public JobInfo info() {
        return new Info(this);
    }

    private record Info(JobEnd end) implements JobInfo {
        @Override
        public String getJobId() {
            return end.job;
        }

        @Override
        public Map<String, String> getResourceUsage() {
            return end.usage == null ? Map.of() : end.usage;
        }

        @Override
        public boolean hasExited() {
            return end.exited;
        }

        @Override
        public int getExitStatus() throws InvalidJobException {
            if (!end.exited) {
                throw new InvalidJobException("job " + end.job + " did not end by itself");
            }
            return end.exitStatus;
        }

        @Override
        public boolean hasSignaled() {
            return end.signaled;
        }

        @Override
        public String getTerminatingSignal() throws InvalidJobException {
            if (!end.signaled) {
                throw new InvalidJobException("job " + end.job + " was not ended by a signal");
            }
            return end.signal;
        }

        @Override
        public boolean hasCoreDump() {
            return end.coreDump;
        }

        @Override
        public boolean wasAborted() {
            return end.aborted;
        }
    }
}
