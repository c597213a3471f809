package org.vmpilot.vmm.xl;

import java.util.List;
import org.vmpilot.vmm.Domain;
import org.vmpilot.vmm.VmmException;

/** One look at a time: those who ask while one is under way share the next, because only a look that began after they asked shows what they did. */
final class SharedLook {
    /** Looks at the node. */
    interface Look {
        List<Domain> now() throws VmmException, InterruptedException;
    }

    private final Look look;
    private boolean underWay;
    /** Looks are numbered as they begin. */
    private long begun;
    /** The last look that has an outcome: {@code found}, or {@code failure} if that is not null. */
    private long answered;

    private List<Domain> found = List.of();
    private VmmException failure;

    SharedLook(Look look) {
        this.look = look;
    }

    /**
     * What a look showed that began after this call. It takes as long as two looks at most, and those have a deadline.
     *
     * @throws VmmException that look's, also to those who share it
     */
    List<Domain> now() throws VmmException, InterruptedException {
        synchronized (this) {
            long enough = begun + 1;
            while (underWay && answered < enough) {
                wait();
            }
            if (answered >= enough) {
                return outcome();
            }
            underWay = true;
            begun++;
        }
        try {
            List<Domain> domains = look.now();
            return answer(domains, null);
        } catch (VmmException e) {
            return answer(List.of(), e);
        } finally {
            over();
        }
    }

    private synchronized List<Domain> answer(List<Domain> domains, VmmException why) throws VmmException {
        found = domains;
        failure = why;
        answered = begun;
        return outcome();
    }

    private List<Domain> outcome() throws VmmException {
        if (failure != null) {
            throw new VmmException(failure.kind(), failure.getMessage(), failure);
        }
        return found;
    }

    private synchronized void over() {
        underWay = false;
        notifyAll();
    }
}
