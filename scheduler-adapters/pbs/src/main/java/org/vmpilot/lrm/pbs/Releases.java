package org.vmpilot.lrm.pbs;

import java.util.List;
import java.util.Optional;
import org.ggf.drmaa.DrmCommunicationException;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.lrm.NodeName;
import org.vmpilot.lrm.commands.Programs;

/** Takes a node out of a job over several nodes: {@code pbs_release_nodes}, which the job's owner may. Its task there is killed and its epilogue run before others get the node. */
final class Releases {
    private static final String PROGRAM = "pbs_release_nodes";

    private final Programs programs;
    private final Qstat qstat;
    private final KnownJobs known;

    Releases(Programs programs, Qstat qstat, KnownJobs known) {
        this.programs = programs;
        this.qstat = qstat;
        this.known = known;
    }

    /** A job that is over, another's by now, or without the node, is a success. The first node is the mother superior's, and stays to the end. */
    void release(JobId id, String node) throws LrmException {
        List<String> has = nodes(id);
        Optional<String> own =
                has.stream().filter(name -> NodeName.same(name, node)).findFirst();
        if (own.isEmpty()) {
            return;
        }
        if (own.get().equals(has.get(0))) {
            throw new LrmException(LrmException.Kind.DENIED, node + " is the first node of job " + id);
        }
        Programs.Answer answer;
        try {
            answer = programs.run(PROGRAM, List.of("-j", id.text(), own.get()));
        } catch (DrmCommunicationException e) {
            throw Asking.unreachable(e.getMessage(), e);
        }
        boolean over = answer.status() == Refusal.FINISHED || answer.status() == Refusal.UNKNOWN_JOB;
        if (answer.status() != 0 && !over) {
            throw failure(answer);
        }
    }

    private List<String> nodes(JobId id) throws LrmException {
        try {
            return qstat.some(List.of(id.text())).jobs().stream()
                    .filter(job -> job.id().equals(id.text()) && job.state() == 'R' && !known.isAnother(job))
                    .flatMap(job -> job.host().stream())
                    .flatMap(hosts -> List.of(hosts.split(",")).stream())
                    .toList();
        } catch (DrmCommunicationException e) {
            throw Asking.unreachable(e.getMessage(), e);
        }
    }

    /** A job that has just begun refuses for a moment (168); 162 is also what is said of a node that the job does not have any more (measured): the next look tells. */
    private static LrmException failure(Programs.Answer answer) {
        String words = Refusal.words(PROGRAM, answer);
        if (answer.status() == Refusal.NOT_AUTHORISED) {
            return new LrmException(LrmException.Kind.DENIED, words);
        }
        return new LrmException(LrmException.Kind.TRY_LATER, words);
    }
}
