package org.vmpilot.lrm.commands;

import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.HoldInconsistentStateException;
import org.ggf.drmaa.InvalidJobException;
import org.ggf.drmaa.ReleaseInconsistentStateException;
import org.ggf.drmaa.ResumeInconsistentStateException;
import org.ggf.drmaa.Session;
import org.ggf.drmaa.SuspendInconsistentStateException;

/** DRMAA's control actions, each with the states that it is for. */
public enum JobAction {
    SUSPEND(Session.SUSPEND),
    RESUME(Session.RESUME),
    HOLD(Session.HOLD),
    RELEASE(Session.RELEASE),
    TERMINATE(Session.TERMINATE);

    private final int code;

    JobAction(int code) {
        this.code = code;
    }

    /** @throws IllegalArgumentException it is none of DRMAA's */
    static JobAction of(int code) {
        for (JobAction action : values()) {
            if (action.code == code) {
                return action;
            }
        }
        throw new IllegalArgumentException("no control action has the number " + code);
    }

    /** Whether a job in this state can be asked for it. What is over is no matter of states: the LRM says that it knows no such job. */
    boolean fits(int state) {
        return switch (this) {
            case SUSPEND -> state == Session.RUNNING;
            case RESUME ->
                state == Session.SYSTEM_SUSPENDED
                        || state == Session.USER_SUSPENDED
                        || state == Session.USER_SYSTEM_SUSPENDED;
            case HOLD -> state == Session.QUEUED_ACTIVE || state == Session.SYSTEM_ON_HOLD;
            case RELEASE ->
                state == Session.USER_ON_HOLD
                        || state == Session.SYSTEM_ON_HOLD
                        || state == Session.USER_SYSTEM_ON_HOLD;
            case TERMINATE -> true;
        };
    }

    /** DRMAA has an exception for each of them; for adapters whose LRM says that the state does not allow it. */
    public DrmaaException refused(String words) {
        return switch (this) {
            case SUSPEND -> new SuspendInconsistentStateException(words);
            case RESUME -> new ResumeInconsistentStateException(words);
            case HOLD -> new HoldInconsistentStateException(words);
            case RELEASE -> new ReleaseInconsistentStateException(words);
            case TERMINATE -> new InvalidJobException(words);
        };
    }
}
