package org.vmpilot.coordinator.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.vmpilot.coordinator.lease.Admission;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.LeaseEvent;
import org.vmpilot.coordinator.lease.Submission;
import org.vmpilot.coordinator.lease.Timing;
import org.vmpilot.coordinator.loop.Decisions;
import org.vmpilot.coordinator.loop.EventLoop;
import org.vmpilot.coordinator.loop.FreezeState;
import org.vmpilot.coordinator.loop.Intake;
import org.vmpilot.coordinator.loop.Member;
import org.vmpilot.coordinator.loop.Ports;
import org.vmpilot.coordinator.loop.Settings;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.protocol.view.AlarmView;

/** The room's door: gives leases their place, has their effects run, has the LRM asked for all jobs. */
public final class Jobs implements Member {
    private final Decisions decisions;
    private final Intake intake;
    private final FreezeState freezeState;
    private final LrmHealth health;
    private final FullQueues queues = new FullQueues();
    private final Effects effects;
    private final Surveyor surveyor;
    private final QueueLimits limits;
    private final Timing timing;
    private final Starter starter;

    /** @param closed nodes that are closed to a lease, by their own names; asked from any thread */
    public Jobs(
            EventLoop loop,
            Decisions decisions,
            Intake intake,
            FreezeState freezeState,
            Ports ports,
            Settings settings,
            Admission admission,
            Function<Lease, Set<String>> closed) {
        this.decisions = decisions;
        this.intake = intake;
        this.freezeState = freezeState;
        this.health = new LrmHealth(settings.queryMin(), settings.queryMax(), ports.random());
        this.effects = new Effects(loop, decisions, intake, freezeState, ports, settings, health, queues, closed);
        this.surveyor = new Surveyor(loop, decisions, intake, ports, settings, health);
        this.limits = new QueueLimits(loop, ports);
        this.timing = settings.timing();
        this.starter = new Starter(decisions, intake, timing, queues, settings.gangs(), admission);
    }

    /** What was being submitted when the coordinator was stopped may be there or not. */
    @Override
    public void recover(List<Lease> open) {
        open.forEach(limits::want);
        for (Lease lease : open) {
            if (lease.submission().step() == Submission.Step.ASKED) {
                LeaseEvent lost = new LeaseEvent.AnswerLost("the coordinator was stopped while it submitted");
                intake.take(lease.token(), lost, () -> {});
            } else {
                effects.run(lease);
            }
        }
    }

    @Override
    public void changed(Decisions.Told told) {
        Lease lease = told.lease();
        limits.want(lease);
        effects.unwanted(lease);
        effects.run(lease);
        starter.changed(told);
        if (told.news()) {
            surveyor.soon();
        }
        if (lease.settled()) {
            surveyor.forget(lease);
        }
    }

    @Override
    public void tick(Instant now) {
        starter.tick();
        effects.due(now).forEach(token -> decisions.lease(token).ifPresent(effects::run));
    }

    /** Gives places that are free, and asks the LRM if it is time. */
    @Override
    public void work(Instant now) {
        Collection<Lease> leases = decisions.leases().leases();
        if (!health.quiet(now) && !freezeState.frozen()) {
            starter.work(now, effects.freeSubmits());
        }
        effects.work();
        surveyor.askIfDue(leases, now);
    }

    @Override
    public Stream<Instant> dues(Instant now) {
        return Stream.of(
                        effects.nextDue(),
                        queues.nextDue().filter(at -> at.isAfter(now)),
                        surveyor.nextAt(decisions.leases().leases()),
                        health.quietUntil().filter(at -> at.isAfter(now)))
                .flatMap(Optional::stream);
    }

    /** Leases that wait in their queues for too long. From any thread. */
    public Stream<AlarmView> alarms(Instant now) {
        return decisions.leases().leases().stream().flatMap(lease -> QueueAlarms.of(lease, now, timing));
    }

    /** The LRM is asked for all jobs as soon as it may be: it may have news. */
    public void lookSoon() {
        surveyor.soon();
    }

    /** How many surveys are over, whatever came of them. From any thread. */
    public long surveys() {
        return surveyor.ended();
    }

    /** Whether the LRM is being asked for all jobs. From any thread. */
    public boolean surveying() {
        return surveyor.asking();
    }

    /** From any thread. */
    public LrmHealth.View health() {
        return health.view();
    }

    /** When the LRM gave its last answer on the slot's job. From any thread. */
    public Optional<Instant> askedAt(SlotKey slot) {
        return surveyor.askedAt(slot);
    }

    /** What the LRM leaves between its polite signal and its KILL; empty: it does not tell, or was not asked yet. */
    public Optional<Duration> notice(Lease lease) {
        return limits.notice(lease);
    }
}
