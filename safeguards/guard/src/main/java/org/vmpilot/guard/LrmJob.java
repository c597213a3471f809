package org.vmpilot.guard;

/**
 * A job as its LRM names it.
 *
 * @param shown as the LRM's own status query shows it, an array's task included: {@code 12_3}, {@code 12[3].server}
 * @param told as its prolog and epilog are told it: Slurm's know a task of an array by a number of its own, and by no other
 */
public record LrmJob(String shown, String told, LrmName lrm) {
    /** An id in the form of slot records, which scripts read: PBS has brackets for a task of an array, and brackets are not for scripts. */
    public static String word(String id) {
        return id.replace('[', '_').replace(']', '_');
    }
}
