package org.vmpilot.lrm.worker;

import org.ggf.drmaa.DrmCommunicationException;

/** The far side could not be reached, and the request did not leave: nothing was done. */
public final class NotSentException extends DrmCommunicationException {
    private static final long serialVersionUID = 1L;

    public NotSentException(String message) {
        super(message);
    }
}
