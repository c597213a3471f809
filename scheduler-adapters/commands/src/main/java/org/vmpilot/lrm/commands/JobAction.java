package org.vmpilot.lrm.commands;

import java.util.Set;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.HoldInconsistentStateException;
import org.ggf.drmaa.ReleaseInconsistentStateException;
import org.ggf.drmaa.ResumeInconsistentStateException;
import org.ggf.drmaa.Session;
import org.ggf.drmaa.SuspendInconsistentStateException;

/** DRMAA's control actions, each with the states that it is for. */
public enum JobAction {
    SUSPEND(Session.SUSPEND, Set.of(Session.RUNNING)),
    RESUME(Session.RESUME, Set.of(Session.SYSTEM_SUSPENDED, Session.USER_SUSPENDED, Session.USER_SYSTEM_SUSPENDED)),
    HOLD(Session.HOLD, Set.of(Session.QUEUED_ACTIVE, Session.SYSTEM_ON_HOLD)),
    RELEASE(Session.RELEASE, Set.of(Session.USER_ON_HOLD, Session.USER_SYSTEM_ON_HOLD, Session.SYSTEM_ON_HOLD)),
    /** In every state: what is over is an InvalidJob by the LRM's own word. */
    TERMINATE(Session.TERMINATE, Set.of());

    private final int code;
    private final Set<Integer> states;

    JobAction(int code, Set<Integer> states) {
        this.code = code;
        this.states = states;
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

    /** Whether the state decides; if not, the LRM is not asked for it. */
    boolean dependsOnState() {
        return !states.isEmpty();
    }

    boolean fits(int state) {
        return states.isEmpty() || states.contains(state);
    }

    /** DRMAA has an exception for each of them; for adapters whose LRM says that the state does not allow it. */
    public DrmaaException refused(String words) {
        return switch (this) {
            case SUSPEND -> new SuspendInconsistentStateException(words);
            case RESUME -> new ResumeInconsistentStateException(words);
            case HOLD -> new HoldInconsistentStateException(words);
            case RELEASE -> new ReleaseInconsistentStateException(words);
            case TERMINATE -> new org.ggf.drmaa.InvalidJobException(words);
        };
    }
}
