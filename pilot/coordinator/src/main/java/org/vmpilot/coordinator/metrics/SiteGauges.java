package org.vmpilot.coordinator.metrics;

import com.google.common.base.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** How the site is now, as series. However many scrape, the site is looked through once in {@link #FRESH}. */
final class SiteGauges {
    private static final long FRESH = TimeUnit.SECONDS.toNanos(2);

    private final SiteSources sources;
    private final Ticker ticker;
    private SiteState state;
    private long lookedAt;

    SiteGauges(SiteSources sources, Families families, Ticker ticker) {
        this.sources = sources;
        this.ticker = ticker;
        site(families);
        lrm(families);
        others(families);
    }

    private synchronized SiteState state() {
        long now = ticker.read();
        if (state == null || now - lookedAt > FRESH) {
            state = SiteState.of(sources);
            lookedAt = now;
        }
        return state;
    }

    private void site(Families families) {
        families.gauge(
                "vmpilot_leases",
                "Leases to which something can still happen, by state.",
                "state",
                () -> state().leases());
        families.gauge("vmpilot_slots", "Slots that are not over, by state.", "state", () -> state().slots());
        families.gauge(
                "vmpilot_agents",
                "Agents that hold a slot: heard of within heartbeat_lost, or silent.",
                "state",
                () -> state().agents());
        families.gauge(
                "vmpilot_nodes",
                "Nodes by condition; one node may be counted in several.",
                "condition",
                () -> state().nodes());
        families.gauge("vmpilot_alarms", "What somebody must see to, by kind.", "kind", () -> state().alarms());
        families.gauge(
                "vmpilot_drain_pending_seconds",
                "For how long the LRM has not taken what it was to be told of a node; 0: nothing is pending.",
                () -> seconds(state().oldestDrain()));
    }

    private void lrm(Families families) {
        families.gauge(
                "vmpilot_lrm_up",
                "1 if the LRM answered when it was last asked for all jobs.",
                () -> flag(sources.jobs().health().answers()));
        families.gauge(
                "vmpilot_lrm_answer_age_seconds",
                "How long ago the last answer was asked for; while no slot can have a job nobody asks. NaN: there was none yet.",
                () -> sources.jobs().health().askedAt().map(this::age).orElse(Double.NaN));
        families.counter(
                "vmpilot_lrm_surveys_total",
                "Questions for all jobs that are over, whatever came of them.",
                () -> sources.jobs().surveys());
        families.counter(
                "vmpilot_lrm_failures_total",
                "Calls of the LRM that failed because it could not be asked.",
                () -> sources.jobs().health().failed());
    }

    private void others(Families families) {
        families.gauge(
                "vmpilot_events_head",
                "The sequence of the newest event.",
                () -> sources.signal().newest());
        families.gauge(
                "vmpilot_frozen",
                "1 while kill-all's freeze is there.",
                () -> flag(sources.freezeState().frozen()));
        families.gauge(
                "vmpilot_freeze_age_seconds",
                "For how long kill-all's freeze has been there; 0: there is none.",
                () -> sources.freezeState()
                        .freeze()
                        .map(freeze -> age(freeze.since()))
                        .orElse(0.0));
    }

    private double age(Instant at) {
        return seconds(Duration.between(at, sources.clock().instant()));
    }

    static double seconds(Duration time) {
        return Math.max(0, time.toMillis()) / 1000.0;
    }

    private static double flag(boolean is) {
        return is ? 1 : 0;
    }

    /** Empty: it is well, or has not been asked for longer than that because nobody needs it. */
    Optional<String> lrmFault() {
        var health = sources.jobs().health();
        if (health.answers()) {
            return Optional.empty();
        }
        if (health.askedAt().isEmpty()) {
            return Optional.of("the LRM has not answered since the start");
        }
        Duration age = Duration.between(health.askedAt().get(), sources.clock().instant());
        return age.compareTo(sources.answersWithin()) > 0
                ? Optional.of("the LRM has not answered for " + age.toSeconds() + " s")
                : Optional.empty();
    }
}
