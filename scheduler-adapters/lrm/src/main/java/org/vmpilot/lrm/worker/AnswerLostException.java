package org.vmpilot.lrm.worker;

import org.ggf.drmaa.DrmCommunicationException;

/** The request left, or may have, and no answer came: it may or may not have been done. */
public final class AnswerLostException extends DrmCommunicationException {
    private static final long serialVersionUID = 1L;

    public AnswerLostException(String message) {
        super(message);
    }
}
