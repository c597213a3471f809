package org.vmpilot.lrm.contract;

/** What {@link SubmitterFailures} asks a site to do to its adapter. */
public enum Fault {
    /** The next submit is done, and its answer does not come. */
    SUBMIT_ANSWER_LOST,
    /** The LRM's servers are down, see {@link LrmContract.Site#crash}. */
    DOWN,
    /** The LRM gives ids again, from the first. What is over is forgotten. */
    IDS_REUSED,
    /** The next queries print something before and after what they should. */
    GARBAGE_AROUND,
    /** The next submit is done and says something that is no answer. */
    RUBBISH_FROM_SUBMIT,
    /** The next queries print something that is no answer at all. */
    RUBBISH_FROM_QUERY,
    /** One record of the next queries cannot be read. */
    BAD_RECORD,
    /** The next query's program, or the library, crashes. */
    CRASH,
    /** The next query does not end. */
    HANG,
    /** The LRM's clock is an hour ahead of ours. */
    CLOCK_AHEAD
}
