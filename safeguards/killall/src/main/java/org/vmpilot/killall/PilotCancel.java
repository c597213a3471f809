package org.vmpilot.killall;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.vmpilot.killall.pilots.LrmChoice;
import org.vmpilot.killall.pilots.PilotJobs;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.LrmException;

/**
 * Best effort, beside the fan-out of a kill-all: pilot jobs are cancelled in the LRM. Those that wait at once, so that they meet no node that has not had its
 * turn yet; those that run when the nodes are through, so that a slot's certificate says KILL_ALL and not what the LRM's signal means.
 */
final class PilotCancel implements Companion {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final LrmChoice choice;
    private final Thread waiting = new Thread(() -> run(false), "pilots-waiting");
    private final Thread all = new Thread(() -> run(true), "pilots");
    private final Set<JobId> cancelled = ConcurrentHashMap.newKeySet();
    private volatile String trouble = "no answer in time";

    PilotCancel(LrmChoice choice) {
        this.choice = choice;
        waiting.setDaemon(true);
        all.setDaemon(true);
    }

    @Override
    public void before() {
        waiting.start();
    }

    private void run(boolean begunToo) {
        try (PilotJobs pilots = PilotJobs.of(choice)) {
            if (begunToo) {
                // One worker of an LRM at a time.
                waiting.join();
            }
            cancelled.addAll(begunToo ? pilots.cancelAll() : pilots.cancelWaiting());
            trouble = "";
        } catch (LrmException e) {
            trouble = e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String outcome() throws InterruptedException {
        all.start();
        all.join(PATIENCE.toMillis());
        String name = choice.provider() + ": ";
        if (!all.isAlive() && trouble.isEmpty()) {
            return name + cancelled.size() + " pilot jobs cancelled";
        }
        return name + trouble + "; pilot jobs that wait there find frozen nodes";
    }
}
