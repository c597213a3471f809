package org.vmpilot.lrm.embedded;

import org.vmpilot.lrm.worker.JobEnd;

/**
 * How a job ended.
 *
 * @param code EXITED: the exit status; SIGNALED: the signal's number; else 0
 */
record JobOutcome(How how, int code, String words) {
    enum How {
        EXITED,
        SIGNALED,
        /** Cancelled before it ran. */
        NEVER_RAN,
        /** Its shepherd is gone without a word: the machine rebooted, or somebody killed it. */
        LOST
    }

    /** @param status as a shell shows it: above 128 a signal's number (an exit with such a status looks the same) */
    static JobOutcome ofStatus(int status, String cause) {
        String prefix = cause.isEmpty() ? "" : cause + ", ";
        return status > 128 && status <= 128 + 64
                ? new JobOutcome(How.SIGNALED, status - 128, prefix + "signal " + (status - 128))
                : new JobOutcome(How.EXITED, status, prefix + "exit " + status);
    }

    boolean isSuccess() {
        return how == How.EXITED && code == 0;
    }

    JobEnd toDrmaa(JobKey key) {
        String job = key.toString();
        return switch (how) {
            case EXITED -> JobEnd.exit(job, code);
            case SIGNALED -> JobEnd.signal(job, signalName());
            case NEVER_RAN -> JobEnd.neverRan(job);
            case LOST -> JobEnd.notKnown(job);
        };
    }

    private String signalName() {
        return switch (code) {
            case 1 -> "SIGHUP";
            case 2 -> "SIGINT";
            case 3 -> "SIGQUIT";
            case 6 -> "SIGABRT";
            case 9 -> "SIGKILL";
            case 10 -> "SIGUSR1";
            case 11 -> "SIGSEGV";
            case 12 -> "SIGUSR2";
            case 15 -> "SIGTERM";
            case 24 -> "SIGXCPU";
            default -> "SIG" + code;
        };
    }
}
