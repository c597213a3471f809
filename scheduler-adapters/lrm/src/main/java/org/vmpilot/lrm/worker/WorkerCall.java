package org.vmpilot.lrm.worker;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.ggf.drmaa.DrmCommunicationException;

/**
 * One request on its way. Whether it may have left decides what may be concluded when no answer comes, so the step from waiting
 * to leaving is taken once, by compare-and-set.
 */
final class WorkerCall {
    private enum Step {
        WAITING,
        LEAVING,
        SENT,
        WITHDRAWN
    }

    final long id;
    final String verb;
    final byte[] line;
    final CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    private final AtomicReference<Step> step = new AtomicReference<>(Step.WAITING);

    WorkerCall(long id, String verb, byte[] line) {
        this.id = id;
        this.verb = verb;
        this.line = line;
    }

    /** @return false: withdrawn, it must not be sent */
    boolean leave() {
        return step.compareAndSet(Step.WAITING, Step.LEAVING);
    }

    /** @param whole whether all of the line was taken: the far side drops half a line, so of one nothing was done */
    void left(boolean whole) {
        step.compareAndSet(Step.LEAVING, whole ? Step.SENT : Step.WITHDRAWN);
    }

    /** Whether it is just being written: who writes it says how that ended. */
    boolean isLeaving() {
        return step.get() == Step.LEAVING;
    }

    /** Gives up. What may be concluded is in the exception's class. */
    DrmCommunicationException giveUp(String why) {
        return step.compareAndSet(Step.WAITING, Step.WITHDRAWN) || step.get() == Step.WITHDRAWN
                ? new NotSentException(verb + " was not sent: " + why)
                : new AnswerLostException(verb + " was sent, and no answer came: " + why);
    }
}
