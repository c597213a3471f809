package org.vmpilot.killall;

import java.time.Duration;

/**
 * Best effort, beside the fan-out of a kill-all and after that of a thaw: the coordinator, if it answers, is frozen or thawed. Nothing waits
 * for it but a few seconds at the end, and no verdict depends on it: the nodes' own marks hold in any case.
 */
final class CoordinatorFreeze implements Companion {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final CoordinatorApi api;
    private final Plan plan;
    private final Thread thread = new Thread(this::run, "coordinator");
    private volatile String words;

    CoordinatorFreeze(CoordinatorApi api, Plan plan) {
        this.api = api;
        this.plan = plan;
        words = "coordinator: no answer in time; " + unknown();
    }

    /** Frozen before and while nodes are cleared; thawed after the nodes, or its next lease would meet frozen ones. */
    @Override
    public void before() {
        if (plan.verb() == Verb.KILL_ALL) {
            start();
        }
    }

    private void start() {
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            if (plan.verb() == Verb.KILL_ALL) {
                api.freeze(plan.by(), "kill-all " + plan.run());
                words = "coordinator: frozen, its leases end";
            } else {
                api.thaw(plan.by());
                words = "coordinator: thawed";
            }
        } catch (CoordinatorException e) {
            words = e.getMessage() + "; " + unknown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String unknown() {
        return plan.verb() == Verb.KILL_ALL
                ? "whether it is frozen is not known (vmpilot status says); if not, it may go on making leases, whose pilots find frozen nodes"
                : "it may still be frozen: see 'vmpilot status', and thaw again";
    }

    @Override
    public String outcome() throws InterruptedException {
        if (plan.verb() == Verb.THAW) {
            start();
        }
        thread.join(PATIENCE.toMillis());
        return words;
    }
}
