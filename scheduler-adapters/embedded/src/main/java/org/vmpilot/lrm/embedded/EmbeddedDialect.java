package org.vmpilot.lrm.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ggf.drmaa.DeniedByDrmException;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.InternalException;
import org.ggf.drmaa.TryLaterException;
import org.vmpilot.lrm.Dialect;
import org.vmpilot.lrm.DrainHold;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.JobRequest;
import org.vmpilot.lrm.JobSnapshot;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.lrm.LrmLimits;
import org.vmpilot.lrm.NodeName;
import org.vmpilot.lrm.NodeState;
import org.vmpilot.lrm.worker.NotSentException;
import org.vmpilot.lrm.worker.WorkerSession;

/** The embedded LRM's dialect: verbs of its own on the session's line. */
final class EmbeddedDialect implements Dialect {
    /** A request that its client has given up is refused by the daemon, so that only one under way can still succeed. */
    private static final Duration SETTLE = Duration.ofSeconds(5);

    private final WorkerSession session;
    private final InstantSource clock;

    EmbeddedDialect(WorkerSession session, InstantSource clock) {
        this.session = session;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "embedded";
    }

    @Override
    public Duration settleTime() {
        return SETTLE;
    }

    @Override
    public String nativeSpecification(JobRequest request) throws LrmException {
        return NativeSpecification.of(request);
    }

    @Override
    public Set<JobRequest.Assembly> assemblies() {
        return Set.of(JobRequest.Assembly.values());
    }

    @Override
    public JobSnapshot snapshot(Collection<JobId> expected) throws LrmException {
        Instant askedAt = clock.instant();
        return new JobSnapshot(askedAt, jobs(ask(Verbs.SNAPSHOT, object())), true);
    }

    @Override
    public List<Job> search(String name) throws LrmException {
        return jobs(ask(Verbs.SEARCH, object().put("name", name)));
    }

    @Override
    public List<NodeState> nodes() throws LrmException {
        List<NodeState> nodes = new ArrayList<>();
        for (JsonNode node : ask(Verbs.NODES, object())) {
            nodes.add(new NodeState(
                    node.path("node").asText(),
                    node.path("up").asBoolean(),
                    node.path("drained").asBoolean(),
                    Optional.ofNullable(node.path("reason").textValue())));
        }
        return nodes;
    }

    @Override
    public DrainHold drain(String node, String reason) throws LrmException {
        String spelt = spelt(node);
        ask(Verbs.DRAIN, object().put("node", spelt).put("reason", reason));
        return NodeName.find(nodes(), spelt).map(DrainHold::of).orElse(DrainHold.ours(reason));
    }

    /** As its configuration has it; a name that it does not know is left to it to refuse. */
    private String spelt(String node) throws LrmException {
        return NodeName.find(nodes(), node).map(NodeState::node).orElse(node);
    }

    @Override
    public void resume(String node) throws LrmException {
        ask(Verbs.RESUME, object().put("node", spelt(node)).put("tag", Lrm.DRAIN_TAG));
    }

    @Override
    public LrmLimits limits(Optional<String> queue) throws LrmException {
        ObjectNode arguments = object();
        queue.ifPresent(name -> arguments.put("queue", name));
        return EmbeddedLimits.of(ask(Verbs.LIMITS, arguments));
    }

    @Override
    public void close() {
        // The session is the join's to end.
    }

    private static List<Job> jobs(JsonNode answer) {
        List<Job> jobs = new ArrayList<>();
        for (JsonNode job : answer) {
            jobs.add(new Job(
                    new JobId(job.path("id").asText()),
                    job.path("name").asText(),
                    job.path("task").asInt(),
                    state(job.path("state").asText()),
                    Optional.ofNullable(job.path("node").textValue()),
                    Optional.ofNullable(job.path("reason").textValue())));
        }
        return jobs;
    }

    private static Job.State state(String word) {
        return switch (word) {
            case "QUEUED" -> Job.State.QUEUED;
            case "HELD" -> Job.State.HELD;
            case "SUSPENDED" -> Job.State.SUSPENDED;
            case "RUNNING" -> Job.State.RUNNING;
            case "ENDED" -> Job.State.ENDED;
            default -> Job.State.UNKNOWN;
        };
    }

    /** What asks changes nothing, and a drain or a resume can be asked for again: a lost answer is "cannot be asked". */
    private JsonNode ask(String verb, ObjectNode arguments) throws LrmException {
        try {
            return session.extension(verb, arguments);
        } catch (TryLaterException e) {
            throw new LrmException(LrmException.Kind.TRY_LATER, e.getMessage(), e);
        } catch (DeniedByDrmException e) {
            throw new LrmException(LrmException.Kind.DENIED, e.getMessage(), e);
        } catch (NotSentException e) {
            throw new LrmException(LrmException.Kind.UNREACHABLE, e.getMessage(), e);
        } catch (DrmaaException | InternalException e) {
            boolean changes = verb.equals(Verbs.DRAIN) || verb.equals(Verbs.RESUME);
            throw new LrmException(
                    changes ? LrmException.Kind.UNKNOWN : LrmException.Kind.UNREACHABLE, e.getMessage(), e);
        }
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
