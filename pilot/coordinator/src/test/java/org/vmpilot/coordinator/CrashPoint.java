package org.vmpilot.coordinator;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.vmpilot.coordinator.lease.Freeze;
import org.vmpilot.coordinator.lease.Hold;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.store.AuditEntry;
import org.vmpilot.coordinator.store.Change;
import org.vmpilot.coordinator.store.Journal;
import org.vmpilot.coordinator.store.Reads;
import org.vmpilot.coordinator.store.StoreException;
import org.vmpilot.lrm.DrainHold;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.JobRequest;
import org.vmpilot.lrm.JobSnapshot;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.lrm.LrmLimits;
import org.vmpilot.lrm.NodeState;
import org.vmpilot.protocol.LeaseToken;

/** Kills the coordinator once, at its n-th step: just before or just after a commit or a call of the LRM. */
final class CrashPoint implements Site.Wrapping {
    private final int at;
    private int steps;
    private int commits;

    CrashPoint(int at) {
        this.at = at;
    }

    boolean reached() {
        return steps >= at;
    }

    private void step() {
        steps++;
        if (steps == at) {
            throw new World.Crash();
        }
    }

    @Override
    public Journal journal(Journal journal) {
        return new Journal() {
            @Override
            public void commit(List<Change> changes) throws StoreException {
                step();
                commits++;
                journal.commit(changes);
                step();
            }

            @Override
            public void together(Runnable work) throws StoreException {
                int before = commits;
                journal.together(work);
                if (commits > before) {
                    step();
                }
            }

            @Override
            public Optional<Freeze> freeze() {
                return journal.freeze();
            }

            @Override
            public void freeze(Optional<Freeze> freeze, Optional<AuditEntry> audit) throws StoreException {
                step();
                journal.freeze(freeze, audit);
                step();
            }

            @Override
            public List<Hold> holds() {
                return journal.holds();
            }

            @Override
            public long lastHold() {
                return journal.lastHold();
            }

            @Override
            public void hold(Hold hold, AuditEntry audit) throws StoreException {
                step();
                journal.hold(hold, audit);
                step();
            }

            @Override
            public void release(Hold hold, Instant at, AuditEntry audit) throws StoreException {
                step();
                journal.release(hold, at, audit);
                step();
            }

            @Override
            public long lastSequence() {
                return journal.lastSequence();
            }

            @Override
            public List<Lease> openLeases() {
                return journal.openLeases();
            }

            @Override
            public Optional<Lease> lease(LeaseToken token) {
                return journal.lease(token);
            }

            @Override
            public boolean forget(Instant before) throws StoreException {
                step();
                boolean more = journal.forget(before);
                step();
                return more;
            }

            @Override
            public boolean forgetAudit(Instant before) throws StoreException {
                return journal.forgetAudit(before);
            }

            @Override
            public Reads readers() {
                return journal.readers();
            }

            @Override
            public Reads reads() {
                return journal.reads();
            }
        };
    }

    @Override
    public Lrm lrm(Lrm lrm) {
        return new CrashingLrm(lrm);
    }

    private final class CrashingLrm implements Lrm {
        private final Lrm lrm;

        CrashingLrm(Lrm lrm) {
            this.lrm = lrm;
        }

        @Override
        public String name() {
            return lrm.name();
        }

        @Override
        public Duration settleTime() {
            return lrm.settleTime();
        }

        @Override
        public Set<JobRequest.Assembly> assemblies() {
            return lrm.assemblies();
        }

        @Override
        public List<JobId> submit(JobRequest request) throws LrmException {
            step();
            List<JobId> ids = lrm.submit(request);
            step();
            return ids;
        }

        @Override
        public void cancel(JobId job) throws LrmException {
            step();
            lrm.cancel(job);
            step();
        }

        @Override
        public JobSnapshot snapshot(Collection<JobId> expected) throws LrmException {
            step();
            return lrm.snapshot(expected);
        }

        @Override
        public List<Job> search(String name) throws LrmException {
            step();
            return lrm.search(name);
        }

        @Override
        public List<NodeState> nodes() throws LrmException {
            return lrm.nodes();
        }

        @Override
        public DrainHold drain(String node, String reason) throws LrmException {
            step();
            DrainHold hold = lrm.drain(node, reason);
            step();
            return hold;
        }

        @Override
        public void resume(String node) throws LrmException {
            step();
            lrm.resume(node);
            step();
        }

        @Override
        public LrmLimits limits(Optional<String> queue) throws LrmException {
            return lrm.limits(queue);
        }

        @Override
        public void close() {
            lrm.close();
        }
    }
}
