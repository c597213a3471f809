package org.vmpilot.coordinator.jobs;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.vmpilot.coordinator.lease.Effect;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.LeaseEvent;
import org.vmpilot.coordinator.lease.Slot;
import org.vmpilot.coordinator.lease.SlotEvent;
import org.vmpilot.coordinator.lease.StartWindow;
import org.vmpilot.coordinator.loop.Settings;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.JobRequest;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.protocol.LeaseRequest;
import org.vmpilot.protocol.SlotKey;

/** Carries effects out: blocking calls of the LRM, on a worker's thread. */
final class LrmCalls {
    private static final Logger LOG = LogManager.getLogger(LrmCalls.class);

    private final Lrm lrm;
    private final Settings settings;
    private final Avoidance avoidance;
    private final InstantSource clock;

    LrmCalls(Lrm lrm, Settings settings, Avoidance avoidance, InstantSource clock) {
        this.lrm = lrm;
        this.settings = settings;
        this.avoidance = avoidance;
        this.clock = clock;
    }

    LeaseEvent call(Effect effect, Lease lease) throws LrmException {
        try {
            if (effect instanceof Effect.Submit) {
                return submitted(request(lease), avoidance.of(lease));
            }
            if (effect instanceof Effect.Release release) {
                lrm.release(new JobId(release.job()), release.node());
                return released(release, Optional.empty());
            }
            return looked(lease, lrm.search(name(lease)));
        } catch (RuntimeException e) {
            // An adapter that breaks may have done what it was asked.
            throw new LrmException(LrmException.Kind.UNKNOWN, "the LRM's adapter failed: " + e, e);
        }
    }

    /** An LRM that does not take the job so, and has taken nothing, is asked for any node. */
    private LeaseEvent submitted(JobRequest request, List<String> avoided) throws LrmException {
        try {
            return accepted(lrm.submit(request.avoiding(avoided)), avoided);
        } catch (LrmException e) {
            boolean refused = e.kind() == LrmException.Kind.DENIED || e.kind() == LrmException.Kind.INVALID;
            if (avoided.isEmpty() || !refused) {
                throw e;
            }
            LOG.warn("{} is asked for without leaving out {}: {}", request.name(), avoided, e.getMessage());
            return accepted(lrm.submit(request), List.of());
        }
    }

    private static LeaseEvent accepted(List<JobId> jobs, List<String> avoided) {
        return new LeaseEvent.Accepted(jobs.stream().map(JobId::text).toList(), avoided);
    }

    private static LeaseEvent released(Effect.Release release, Optional<String> refusal) {
        return new LeaseEvent.OfSlot(release.slot(), new SlotEvent.Released(refusal));
    }

    /** A job that is no task of an array is all that the lease has: its one slot's, or a gang. */
    private static LeaseEvent looked(Lease lease, List<Job> jobs) {
        Map<Integer, List<String>> byPlace = new HashMap<>();
        for (Job job : jobs) {
            int last = job.task() > 0 ? job.task() : lease.request().slotCount();
            for (int place = Math.max(1, job.task()); place <= last; place++) {
                byPlace.computeIfAbsent(place, none -> new ArrayList<>())
                        .add(job.id().text());
            }
        }
        return new LeaseEvent.Looked(!jobs.isEmpty(), byPlace);
    }

    /** A job that is alone bears its slot's key; an array bears the name that all slots of the attempt share. */
    static String name(Lease lease) {
        SlotKey first = new SlotKey(lease.token(), lease.attempt(), 1);
        return lease.single() ? first.text() : first.arrayName();
    }

    private JobRequest request(Lease lease) {
        LeaseRequest request = lease.request();
        String name = name(lease);
        JobRequest.Assembly assembly = assembly(request);
        JobRequest jobs = new JobRequest(
                name,
                request.slotCount(),
                command(name, assembly),
                request.queue(),
                request.nodeProperty(),
                request.account(),
                request.nodeUse() == LeaseRequest.NodeUse.EXCLUSIVE,
                settings.timing().walltime(request.longest(), request.slotCount()),
                memoryMib(lease));
        return jobs.as(assembly).notBefore(startsAt(lease));
    }

    /** Empty: as soon as it can be. */
    private Optional<Instant> startsAt(Lease lease) {
        return StartWindow.of(lease).notBefore().filter(at -> lrm.startsLater() && at.isAfter(clock.instant()));
    }

    private JobRequest.Assembly assembly(LeaseRequest request) {
        if (request.slotCount() == 1 || !settings.gangs()) {
            return JobRequest.Assembly.JOBS;
        }
        return request.onSlotLoss() == LeaseRequest.OnSlotLoss.CONTINUE
                ? JobRequest.Assembly.GANG_THAT_GOES_ON
                : JobRequest.Assembly.GANG;
    }

    /** The gang's own launcher lies beside the pilots'. */
    private List<String> command(String name, JobRequest.Assembly assembly) {
        String launcher = settings.launcher();
        return assembly == JobRequest.Assembly.JOBS
                ? List.of(launcher, name)
                : List.of(Path.of(launcher).resolveSibling("pilot-gang").toString(), launcher, name);
    }

    /**
     * All slots of an array book alike: what the largest needs. An LRM that enforces what was booked (a memory cgroup) ends what the job uses in dom0: agent, xl and device models, never the
     * guests. So these have a floor of their own; where the node is the job's alone, that is all there is to book.
     */
    private long memoryMib(Lease lease) {
        long guests =
                lease.current().stream().mapToLong(LrmCalls::memoryMib).max().orElse(0);
        boolean exclusive = lease.request().nodeUse() == LeaseRequest.NodeUse.EXCLUSIVE;
        return settings.pilotMemoryMib() + (exclusive ? 0 : guests);
    }

    private static long memoryMib(Slot slot) {
        return slot.guests().stream()
                .mapToLong(guest -> guest.order().spec().memoryMib())
                .sum();
    }

    /** What a failure means, where it means anything. Of a submit: only an answer that was lost leaves open whether there is a job. */
    static Optional<LeaseEvent> meaning(Effect effect, LrmException failure, Instant retryAt) {
        boolean refused = failure.kind() == LrmException.Kind.DENIED || failure.kind() == LrmException.Kind.INVALID;
        if (effect instanceof Effect.Release release && refused) {
            return Optional.of(released(release, Optional.of(failure.getMessage())));
        }
        if (!(effect instanceof Effect.Submit)) {
            return Optional.empty();
        }
        return Optional.of(
                switch (failure.kind()) {
                    case DENIED, INVALID -> new LeaseEvent.Denied(failure.getMessage());
                    case TRY_LATER, UNREACHABLE -> new LeaseEvent.Postponed(failure.getMessage(), retryAt);
                    case UNKNOWN -> new LeaseEvent.AnswerLost(failure.getMessage());
                });
    }
}
