package org.vmpilot.vmm;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * A node's virtual machine monitor. May be called from many threads at once.
 *
 * <p>Guaranteed: a domain is acted on by its number, after a look that showed the wanted UUID under it. Not guaranteed: that
 * nobody else starts or ends domains meanwhile.
 */
public interface Vmm {
    /**
     * All domains, dom0 first among them.
     *
     * @throws VmmException if they cannot be told for certain; never an empty or shortened list instead
     */
    List<Domain> list() throws VmmException, InterruptedException;

    /**
     * Prepares all that a guest's start needs, starts it as soon as {@code go} opens, and looks whether it is there.
     *
     * @throws VmmException INVALID: a value cannot be said to the toolstack safely, nothing was done; UNKNOWN: no answer in time
     */
    StartOutcome start(Guest guest, CountDownLatch go) throws VmmException, InterruptedException;

    /** Starts a guest at once. */
    default StartOutcome start(Guest guest) throws VmmException, InterruptedException {
        return start(guest, new CountDownLatch(0));
    }

    /**
     * Asks what lives under this UUID to shut down, and does not wait for it to end.
     *
     * @param patience a guest that never answers holds the call for so long (xl alone: 60 s)
     */
    ShutdownOutcome shutDown(String uuid, Duration patience) throws VmmException, InterruptedException;

    /**
     * Destroys every domain with this UUID and looks until none is listed, dying ones included.
     *
     * @throws VmmException if a look failed: then nothing is known
     */
    DestroyOutcome destroy(String uuid, Duration within) throws VmmException, InterruptedException;

    /**
     * Tells of domains that end, sooner than looking would: runs {@code event} once as soon as that works, and then whenever some domain may have ended or be
     * gone. An event says that a look is worth it, no more. Returns when no more will come.
     *
     * @throws VmmException UNREACHABLE if they cannot be had
     */
    void watch(Runnable event) throws VmmException;

    /** dom0's memory in MiB as it is now; a change takes seconds to arrive here. */
    int dom0MemoryMib() throws VmmException, InterruptedException;

    /**
     * Sets dom0's memory and looks until it is there. The target is set again when it stalls: xl accepts more than is free,
     * stops short, and does not go on by itself when memory becomes free (Xen 4.17).
     *
     * @return whether it was reached
     */
    boolean setDom0Memory(int mib, int toleranceMib, Duration within) throws VmmException, InterruptedException;
}
