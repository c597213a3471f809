package org.vmpilot.lrm.pbs;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which job an id was when we saw it first: its name and the time of its submit. A server that was set up anew, or has reached its
 * max_job_sequence_id, gives the same ids again.
 */
final class Identities {
    private static final int REMEMBERED = 20_000;

    private record Identity(String name, String created) {}

    private final Map<String, Identity> known = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Identity> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** We have submitted it just now; the time of its submit is the server's to say. */
    synchronized void submitted(String id, String name) {
        known.put(id, new Identity(name, ""));
    }

    /** What a query shows; the first look counts. */
    synchronized void seen(Collection<PbsJob> jobs) {
        for (PbsJob job : jobs) {
            if (job.state() != PbsJob.UNREADABLE) {
                Identity identity = new Identity(job.name(), job.created());
                known.merge(job.id(), identity, Identities::completed);
            }
        }
    }

    private static Identity completed(Identity old, Identity shown) {
        boolean same = old.name().equals(shown.name()) && old.created().isEmpty();
        return same ? shown : old;
    }

    /** Whether the job that now bears this id is surely another one than the one that we knew. */
    synchronized boolean isAnother(PbsJob job) {
        return Optional.ofNullable(known.get(job.id()))
                .filter(identity -> job.state() != PbsJob.UNREADABLE)
                .filter(identity -> !identity.name().equals(job.name())
                        || !(identity.created().isEmpty() || identity.created().equals(job.created())))
                .isPresent();
    }
}
