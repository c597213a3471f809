package org.vmpilot.tests.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ggf.drmaa.DeniedByDrmException;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.ExitTimeoutException;
import org.ggf.drmaa.InternalException;
import org.ggf.drmaa.InvalidJobException;
import org.ggf.drmaa.Session;
import org.vmpilot.lrm.worker.JobDescription;
import org.vmpilot.lrm.worker.JobEnd;
import org.vmpilot.lrm.worker.StillWanted;
import org.vmpilot.lrm.worker.WorkerHandler;

/**
 * An LRM that takes no time, behind the embedded one's socket (docs/worker-protocol.md): the coordinator speaks to it as it is shipped. A job starts as soon as a
 * node has a place, the first in the queue first. It lives in this process, so that a coordinator that is killed does not take it along.
 */
final class InstantLrm implements WorkerHandler {
    /** Jobs that are over and still shown, as an LRM keeps them for a while. */
    private static final int REMEMBERED = 2000;

    private final Pilots pilots;
    private final List<String> nodes;
    private final Deque<String> places = new ArrayDeque<>();
    private final Map<String, LrmJob> living = new LinkedHashMap<>();
    private final Deque<LrmJob> queue = new ArrayDeque<>();
    private final Deque<LrmJob> over = new ArrayDeque<>();
    private final Map<String, Integer> jobsOfName = new LinkedHashMap<>();
    private boolean held;
    private int last;

    /** Runs pilots. Called while the LRM is locked: it only posts. */
    interface Pilots {
        void start(LrmJob job);

        void terminate(String job);
    }

    /** @param places jobs that each node takes at a time */
    InstantLrm(Pilots pilots, List<String> nodes, int places) {
        this.pilots = pilots;
        this.nodes = List.copyOf(nodes);
        for (int place = 0; place < places; place++) {
            this.places.addAll(nodes);
        }
    }

    @Override
    public Info init(String contact) {
        return new Info("here", "vmpilot-lrm", "an LRM for load", "1.0");
    }

    @Override
    public synchronized String runJob(JobDescription job, StillWanted wanted) throws DrmaaException {
        wanted.check();
        last++;
        String id = Integer.toString(last);
        submit(new LrmJob(id, job.jobName(), 0, ""));
        start();
        return id;
    }

    @Override
    public synchronized List<String> runBulkJobs(
            JobDescription job, int start, int end, int increment, StillWanted wanted) throws DrmaaException {
        wanted.check();
        last++;
        List<String> ids = new ArrayList<>();
        for (int task = start; task <= end; task += increment) {
            String id = last + "." + task;
            submit(new LrmJob(id, job.jobName(), task, ""));
            ids.add(id);
        }
        start();
        return ids;
    }

    private void submit(LrmJob job) {
        living.put(job.id(), job);
        queue.add(job);
        jobsOfName.merge(job.slot(), 1, Integer::sum);
    }

    private void start() {
        while (!held && !queue.isEmpty() && !places.isEmpty()) {
            LrmJob job = queue.remove().on(places.remove());
            living.put(job.id(), job);
            pilots.start(job);
        }
    }

    /** A pilot has left. */
    synchronized void over(String id) {
        LrmJob job = living.remove(id);
        if (job == null) {
            return;
        }
        if (job.running()) {
            places.add(job.node());
        } else {
            queue.remove(job);
        }
        over.add(job);
        if (over.size() > REMEMBERED) {
            over.remove();
        }
        start();
    }

    /** While it is held, nothing is started. */
    synchronized void hold(boolean hold) {
        held = hold;
        start();
    }

    @Override
    public synchronized void control(String id, int action) throws DrmaaException {
        if (action != Session.TERMINATE) {
            throw new DeniedByDrmException("this LRM only ends jobs");
        }
        LrmJob job = living.get(id);
        if (job == null) {
            return;
        }
        if (job.running()) {
            pilots.terminate(id);
        } else {
            over(id);
        }
    }

    /** Jobs that are not over. */
    synchronized List<LrmJob> living() {
        return List.copyOf(living.values());
    }

    /** How many jobs each slot's key has had. */
    synchronized Map<String, Integer> jobsOfSlots() {
        return Map.copyOf(jobsOfName);
    }

    @Override
    public synchronized JsonNode extension(String verb, JsonNode arguments) {
        return switch (verb) {
            case "x-snapshot" -> jobs("");
            case "x-search" -> jobs(arguments.path("name").asText());
            case "x-nodes" -> nodes();
            case "x-limits" -> JsonNodeFactory.instance.objectNode().put("kill_delay_ms", 30_000);
            case "x-drain", "x-resume" -> NullNode.getInstance();
            default -> throw new InternalException("unknown verb '" + verb + "'");
        };
    }

    /** @param name empty: all */
    private ArrayNode jobs(String name) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        living.values().stream()
                .filter(job -> name.isEmpty() || job.name().equals(name))
                .forEach(job -> job.show(all.addObject(), job.running() ? "RUNNING" : "QUEUED"));
        over.stream()
                .filter(job -> name.isEmpty() || job.name().equals(name))
                .forEach(job -> job.show(all.addObject(), "ENDED"));
        return all;
    }

    private ArrayNode nodes() {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        nodes.forEach(node -> all.addObject().put("node", node).put("up", true).put("drained", false));
        return all;
    }

    @Override
    public synchronized int jobStatus(String id) throws DrmaaException {
        LrmJob job = living.get(id);
        if (job == null) {
            throw new InvalidJobException("there is no job " + id);
        }
        return job.running() ? Session.RUNNING : Session.QUEUED_ACTIVE;
    }

    /** The coordinator waits for no job: it asks for all of them at once. */
    @Override
    public JobEnd waitForAny(List<String> jobs, Duration timeout) throws DrmaaException {
        throw new ExitTimeoutException("nobody waits here");
    }

    @Override
    public void synchronize(List<String> jobs, Duration timeout) throws DrmaaException {
        throw new ExitTimeoutException("nobody waits here");
    }
}
