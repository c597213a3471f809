package org.vmpilot.killall;

import java.time.Duration;
import java.util.List;

/**
 * Beside the fan-out, best effort: the coordinator, if it answers, ends its leases, so that it cancels the pilot jobs and submits no more of
 * them. Nothing waits for it but a few seconds at the end, and no verdict depends on it: the nodes are frozen in any case.
 */
final class LeaseEnding {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final CoordinatorApi api;
    private final Thread thread = new Thread(this::run, "leases");
    private volatile String words = "coordinator: no answer in time; its leases may not have been ended";

    LeaseEnding(CoordinatorApi api) {
        this.api = api;
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        int ended = 0;
        try {
            List<String> leases = api.leases();
            for (String lease : leases) {
                api.end(lease);
                ended++;
                words = words(ended) + " so far, no answer for the rest";
            }
            words = words(ended);
        } catch (CoordinatorException e) {
            words = e.getMessage() + "; " + words(ended) + ", no others";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String words(int ended) {
        return ended + " leases ended by the coordinator";
    }

    /** What became of it, for people. */
    String outcome() throws InterruptedException {
        thread.join(PATIENCE.toMillis());
        return words;
    }
}
