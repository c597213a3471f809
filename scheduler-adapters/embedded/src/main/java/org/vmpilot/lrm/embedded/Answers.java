package org.vmpilot.lrm.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.InternalException;
import org.ggf.drmaa.InvalidAttributeValueException;
import org.ggf.drmaa.InvalidJobException;
import org.ggf.drmaa.Session;
import org.ggf.drmaa.UnsupportedAttributeException;
import org.vmpilot.lrm.worker.JobDescription;
import org.vmpilot.lrm.worker.JobEnd;
import org.vmpilot.lrm.worker.StillWanted;
import org.vmpilot.lrm.worker.WorkerHandler;

/** The engine as the worker protocol asks it: DRMAA's verbs and the dialect's own. */
final class Answers implements WorkerHandler {
    private final LrmConfig config;
    private final Engine engine;

    Answers(LrmConfig config, Engine engine) {
        this.config = config;
        this.engine = engine;
    }

    @Override
    public Info init(String contact) {
        return new Info(config.socket().toString(), "vmpilot-lrm", "vmpilot embedded LRM", "1.0");
    }

    @Override
    public String runJob(JobDescription job, StillWanted wanted) throws DrmaaException {
        return engine.submit(job, 0, 0, 1, wanted).get(0).toString();
    }

    @Override
    public List<String> runBulkJobs(JobDescription job, int start, int end, int increment, StillWanted wanted)
            throws DrmaaException {
        if (start < 1) {
            throw new InvalidAttributeValueException("tasks are numbered from 1, not from " + start);
        }
        return engine.submit(job, start, end, increment, wanted).stream()
                .map(JobKey::toString)
                .toList();
    }

    @Override
    public void control(String job, int action) throws DrmaaException {
        switch (action) {
            case Session.TERMINATE -> engine.cancel(key(job));
            case Session.HOLD -> engine.halt(key(job), Halting.HOLD);
            case Session.RELEASE -> engine.halt(key(job), Halting.RELEASE);
            case Session.SUSPEND -> engine.halt(key(job), Halting.SUSPEND);
            case Session.RESUME -> engine.halt(key(job), Halting.RESUME);
            default -> throw new UnsupportedAttributeException("there is no action " + action);
        }
    }

    @Override
    public int jobStatus(String job) throws DrmaaException {
        JobEntry entry = engine.job(key(job));
        return switch (entry.phase()) {
            case QUEUED -> entry.halted() ? Session.USER_ON_HOLD : Session.QUEUED_ACTIVE;
            case PLACED -> entry.halted() ? Session.USER_SUSPENDED : Session.RUNNING;
            case ENDED ->
                entry.ended().orElseThrow().outcome().how() == JobOutcome.How.EXITED ? Session.DONE : Session.FAILED;
        };
    }

    @Override
    public JobEnd waitForAny(List<String> jobs, Duration timeout) throws DrmaaException, InterruptedException {
        JobEntry entry = engine.waitForAny(keys(jobs), timeout);
        return entry.ended().orElseThrow().outcome().toDrmaa(entry.key());
    }

    @Override
    public void synchronize(List<String> jobs, Duration timeout) throws DrmaaException, InterruptedException {
        engine.waitForAll(keys(jobs), timeout);
    }

    @Override
    public JsonNode extension(String verb, JsonNode arguments) throws DrmaaException {
        return switch (verb) {
            case Verbs.SNAPSHOT -> jobs(engine.jobs());
            case Verbs.SEARCH ->
                jobs(engine.jobs().stream()
                        .filter(entry -> entry.submission().name().equals(text(arguments, "name")))
                        .toList());
            case Verbs.NODES -> nodes();
            case Verbs.DRAIN -> {
                engine.drain(text(arguments, "node"), text(arguments, "reason"));
                yield NullNode.getInstance();
            }
            case Verbs.RESUME -> {
                engine.resume(text(arguments, "node"), text(arguments, "tag"));
                yield NullNode.getInstance();
            }
            case Verbs.LIMITS -> limits(engine.queue(arguments.path("queue").textValue()));
            default -> throw new InternalException("unknown verb '" + verb + "'");
        };
    }

    private static JsonNode jobs(List<JobEntry> entries) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (JobEntry entry : entries) {
            ObjectNode job = all.addObject()
                    .put("id", entry.key().toString())
                    .put("name", entry.submission().name())
                    .put("task", entry.key().task())
                    .put("state", state(entry));
            entry.node().ifPresent(node -> job.put("node", node));
            String words = entry.ended().map(ended -> ended.outcome().words()).orElse(words(entry));
            if (!words.isEmpty()) {
                job.put("reason", words);
            }
        }
        return all;
    }

    /** What somebody who asks wants to know of a job that is not over: why it waits again, or gives way. */
    private static String words(JobEntry entry) {
        boolean leaves = entry.kill()
                .filter(cause -> cause == LedgerEvent.Cause.PREEMPTED || cause == LedgerEvent.Cause.REQUEUED)
                .isPresent();
        return leaves || entry.preempted() ? "preempted for a job of a queue with a higher priority" : entry.words();
    }

    private JsonNode limits(LrmConfig.Queue queue) {
        ObjectNode limits = JsonNodeFactory.instance
                .objectNode()
                .put("kill_delay_ms", queue.killDelay().toMillis())
                .put("reaction_ms", Engine.IDLE_MS)
                .put("prolog", !queue.prolog().isEmpty())
                .put("epilog", !queue.epilog().isEmpty())
                .put("epilog_timeout_ms", config.site().epilogTimeout().toMillis())
                .put("preemption", queue.preemption().word);
        return limits.put("kill_style", config.site().killStyle().word);
    }

    private static String state(JobEntry entry) {
        return switch (entry.phase()) {
            case QUEUED -> entry.halted() ? "HELD" : "QUEUED";
            case PLACED -> entry.halted() ? "SUSPENDED" : "RUNNING";
            case ENDED -> "ENDED";
        };
    }

    private JsonNode nodes() {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (LrmConfig.Node node : config.nodes()) {
            ObjectNode one = all.addObject()
                    .put("node", node.name())
                    .put("up", engine.down(node.name()).isEmpty())
                    .put("drained", engine.drainOf(node.name()).isPresent());
            engine.drainOf(node.name())
                    .or(() -> engine.down(node.name()))
                    .ifPresent(reason -> one.put("reason", reason));
        }
        return all;
    }

    private static List<JobKey> keys(List<String> jobs) throws InvalidJobException {
        List<JobKey> keys = new ArrayList<>();
        for (String job : jobs) {
            keys.add(key(job));
        }
        return keys;
    }

    private static JobKey key(String job) throws InvalidJobException {
        return JobKey.parse(job)
                .orElseThrow(() -> new InvalidJobException("'" + job + "' is no job id (12, or 12.3 for a task)"));
    }

    private static String text(JsonNode arguments, String name) {
        if (!arguments.path(name).isTextual()) {
            throw new InternalException("no text '" + name + "' in the request");
        }
        return arguments.get(name).textValue();
    }
}
