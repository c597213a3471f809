package org.vmpilot.coordinator;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vmpilot.lrm.DrainHold;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.JobRequest;
import org.vmpilot.lrm.JobSnapshot;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.lrm.LrmLimits;
import org.vmpilot.lrm.NodeState;

/** An LRM in virtual time: nodes that take one job each, first come first served, a second after they are free. */
final class FakeLrm implements Lrm {
    static final Duration SETTLE = Duration.ofSeconds(10);

    final List<JobRequest> submitted = new ArrayList<>();
    final Map<String, FakeJob> jobs = new LinkedHashMap<>();
    private final World world;
    private final Map<String, Optional<FakeJob>> nodes = new LinkedHashMap<>();
    private final Map<String, LrmException> faults = new HashMap<>();
    private Consumer<FakeJob> onStart = job -> {};
    int snapshots;
    /** How often it was asked for its nodes. */
    int nodesAsked;

    final List<Instant> searches = new ArrayList<>();
    final List<String> cancelled = new ArrayList<>();
    Optional<Duration> notice = Optional.empty();
    /** Nodes that get no jobs, and why. */
    final Map<String, String> drained = new LinkedHashMap<>();

    /** What it writes behind its nodes' names when it shows them or their jobs. */
    String domain = "";

    /** No job is started. */
    boolean closed;
    /** Jobs are shown to nobody. */
    boolean hidden;

    /** Jobs are where it does not look for them unless it is asked for them by their ids. */
    boolean movedAway;

    /** Of every record only the id can be read. */
    boolean unreadable;

    /** What waits of an array is one record, of which only the array's id can be read. */
    boolean arraysUnreadable;

    /** Records that it shows beside those of arrays that cannot be read. */
    final List<Job> beside = new ArrayList<>();

    /** Whether it can leave nodes out; and whether it refuses jobs that it is to do so for. */
    boolean avoids = true;

    boolean deniesAvoiding;

    /** Calls that cancelled something. */
    int cancels;

    /** One that takes no job for now. */
    Optional<String> fullQueue = Optional.empty();

    /** Submits, taken or not. */
    int asked;

    boolean remembers = true;

    /** Whether it knows start times. */
    boolean startsLater;

    /** How it writes the id of a task: the array's number, and the task's. */
    BinaryOperator<String> taskId = (number, task) -> number + "[" + task + "]";

    /** Whether gangs may give nodes up; which it keeps then; and what it was asked for. */
    boolean shrinks;

    final Set<String> keeps = new HashSet<>();
    final List<String> released = new ArrayList<>();

    /** How it writes the nodes of a gang. */
    UnaryOperator<String> nodeList = all -> all;

    Set<JobRequest.Assembly> assemblies = Set.of(JobRequest.Assembly.values());
    /** The next submit is done, or not, and its answer is lost. */
    Optional<Boolean> loseAnswer = Optional.empty();

    /** A job. */
    static final class FakeJob {
        final JobId id;
        final String name;
        final int task;
        final Duration walltime;
        Job.State state = Job.State.QUEUED;
        Optional<String> node = Optional.empty();
        Optional<String> reason = Optional.empty();
        boolean told;
        JobRequest request;
        Runnable onCancel = () -> {};
        /** How many tasks its gang has; 0: it is a job by itself. */
        int gang;
        /** Its pilot is over. */
        boolean left;

        FakeJob(JobId id, String name, int task, Duration walltime) {
            this.id = id;
            this.name = name;
            this.task = task;
            this.walltime = walltime;
        }

        /** The token as the launcher completes it. */
        String token() {
            return task > 0 ? name + "." + task : name;
        }

        Job unreadable() {
            return new Job(id, "", task, Job.State.UNKNOWN, Optional.empty(), Optional.of("cannot be read"));
        }

        Job view(String domain) {
            return new Job(id, name, task, state, node.map(host -> host + domain), reason);
        }
    }

    FakeLrm(World world, int nodeCount) {
        this.world = world;
        for (int i = 1; i <= nodeCount; i++) {
            nodes.put("lrm-node" + i, Optional.empty());
        }
    }

    /** So many nodes have other people's jobs. */
    void nodesInUse(int count) {
        for (int i = 1; i <= count; i++) {
            nodes.remove("lrm-node" + i);
        }
    }

    void onStart(Consumer<FakeJob> starts) {
        onStart = starts;
    }

    void fault(String verb, LrmException.Kind kind, String words) {
        faults.put(verb, new LrmException(kind, words));
    }

    void heal() {
        faults.clear();
    }

    private void check(String verb) throws LrmException {
        LrmException all = faults.get("all");
        LrmException fault = all != null ? all : faults.get(verb);
        if (fault != null) {
            throw new LrmException(fault.kind(), fault.getMessage());
        }
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public Set<JobRequest.Assembly> assemblies() {
        return assemblies;
    }

    @Override
    public boolean startsLater() {
        return startsLater;
    }

    @Override
    public boolean shrinks() {
        return shrinks;
    }

    @Override
    public void release(JobId id, String node) throws LrmException {
        check("release");
        released.add(node);
        if (keeps.contains(node)) {
            throw new LrmException(LrmException.Kind.DENIED, "Invalid node name specified");
        }
        jobs.values().stream()
                .filter(job ->
                        job.id.equals(id) && job.node.filter(node::equals).isPresent())
                .filter(job -> job.state != Job.State.ENDED)
                .forEach(this::end);
    }

    @Override
    public Duration settleTime() {
        return SETTLE;
    }

    @Override
    public List<JobId> submit(JobRequest request) throws LrmException {
        asked++;
        check("submit");
        if (fullQueue.isPresent() && fullQueue.equals(request.queue())) {
            throw new LrmException(LrmException.Kind.TRY_LATER, "queue full: too many jobs of this user");
        }
        Optional<Boolean> lost = loseAnswer;
        loseAnswer = Optional.empty();
        if (lost.isPresent() && !lost.get()) {
            throw new LrmException(LrmException.Kind.UNKNOWN, "no answer");
        }
        if (deniesAvoiding && !request.avoided().isEmpty()) {
            throw new LrmException(LrmException.Kind.DENIED, "invalid node name specified");
        }
        submitted.add(request);
        List<JobId> ids = new ArrayList<>();
        String number = Integer.toString(submitted.size());
        for (int task = 1; task <= request.tasks() && request.gang(); task++) {
            JobId id = new JobId(number);
            FakeJob member = new FakeJob(id, request.name(), task, request.walltime());
            member.gang = request.tasks();
            member.request = request;
            jobs.put(number + "/" + task, member);
            ids.add(id);
        }
        for (int task = 1; task <= request.tasks() && !request.gang(); task++) {
            boolean single = request.tasks() == 1;
            JobId id = new JobId(single ? number : taskId.apply(number, Integer.toString(task)));
            FakeJob job = new FakeJob(id, request.name(), single ? 0 : task, request.walltime());
            job.request = request;
            jobs.put(id.text(), job);
            ids.add(id);
        }
        world.in(Duration.ofSeconds(1), this::place);
        request.notBefore().ifPresent(at -> world.in(Duration.between(world.instant(), at), this::place));
        if (lost.isPresent()) {
            throw new LrmException(LrmException.Kind.UNKNOWN, "no answer");
        }
        return ids;
    }

    void open() {
        closed = false;
        place();
    }

    private void place() {
        if (closed) {
            return;
        }
        for (FakeJob job : jobs.values()) {
            long room = nodes.entrySet().stream()
                    .filter(node -> node.getValue().isEmpty() && !drained.containsKey(node.getKey()))
                    .filter(node -> !job.request.avoided().contains(node.getKey() + domain))
                    .count();
            if (job.gang > 0 && job.task == 1 && room < job.gang) {
                break;
            }
            Optional<String> free = nodes.entrySet().stream()
                    .filter(node -> node.getValue().isEmpty() && !drained.containsKey(node.getKey()))
                    .map(Map.Entry::getKey)
                    .filter(node -> !job.request.avoided().contains(node + domain))
                    .filter(node -> !job.request.nodeProperty().equals(Optional.of("none")))
                    .findFirst();
            boolean later =
                    job.request.notBefore().filter(world.instant()::isBefore).isPresent();
            if (job.state == Job.State.QUEUED && free.isPresent() && !later) {
                nodes.put(free.get(), Optional.of(job));
                job.state = Job.State.RUNNING;
                job.node = free;
                onStart.accept(job);
            }
        }
    }

    /** The job's pilot is over: a job by itself with it, a gang with its last one. */
    void left(FakeJob job) {
        job.left = true;
        List<FakeJob> all = job.gang == 0
                ? List.of(job)
                : jobs.values().stream().filter(one -> one.id.equals(job.id)).toList();
        if (all.stream().allMatch(one -> one.left || one.state == Job.State.ENDED)) {
            all.stream().filter(one -> one.state != Job.State.ENDED).forEach(this::end);
        }
    }

    /** The job's own end; of a gang that of its share on the node. */
    void end(FakeJob job) {
        job.state = Job.State.ENDED;
        job.node.ifPresent(node -> nodes.put(node, Optional.empty()));
        world.in(Duration.ofSeconds(1), this::place);
    }

    @Override
    public Map<JobId, LrmException> cancelAll(Collection<JobId> jobs) {
        cancels++;
        return Lrm.super.cancelAll(jobs);
    }

    @Override
    public void cancel(JobId id) throws LrmException {
        check("cancel");
        cancelled.add(id.text());
        for (FakeJob job :
                jobs.values().stream().filter(one -> one.id.equals(id)).toList()) {
            if (job.state == Job.State.QUEUED) {
                end(job);
            } else if (job.state != Job.State.ENDED) {
                job.onCancel.run();
            }
        }
    }

    private static Job array(FakeJob task) {
        String text = task.id.text();
        JobId id = new JobId(text.substring(0, text.indexOf('[')) + "[]");
        return new Job(id, "", 0, Job.State.UNKNOWN, Optional.empty(), Optional.of("cannot be read"));
    }

    /** A gang is shown as one job, with the nodes that it has. */
    private List<Job> shown(Stream<FakeJob> some) {
        Map<JobId, Job> shown = new LinkedHashMap<>();
        some.forEach(job -> shown.merge(
                job.id,
                unreadable ? job.unreadable() : job.gang > 0 ? gang(job) : job.view(domain),
                (one, same) -> one));
        return List.copyOf(shown.values());
    }

    private Job gang(FakeJob any) {
        List<FakeJob> members =
                jobs.values().stream().filter(job -> job.id.equals(any.id)).toList();
        FakeJob living = members.stream()
                .filter(job -> job.state != Job.State.ENDED)
                .findFirst()
                .orElse(any);
        String all = members.stream()
                .filter(job -> job.state == living.state)
                .flatMap(job -> job.node.stream())
                .map(host -> host + domain)
                .collect(Collectors.joining(","));
        Optional<String> on = all.isEmpty() ? Optional.empty() : Optional.of(nodeList.apply(all));
        return new Job(any.id, any.name, 0, living.state, on, living.reason);
    }

    @Override
    public JobSnapshot snapshot(Collection<JobId> expected) throws LrmException {
        snapshots++;
        check("snapshot");
        if (arraysUnreadable) {
            List<Job> arrays = new ArrayList<>(beside);
            jobs.values().stream()
                    .filter(job -> job.task > 0 && job.state != Job.State.ENDED)
                    .map(FakeLrm::array)
                    .distinct()
                    .forEach(arrays::add);
            return new JobSnapshot(world.instant(), arrays, true);
        }
        List<Job> seen = shown(jobs.values().stream()
                .filter(job -> !hidden)
                .filter(job -> !movedAway || expected.contains(job.id))
                .filter(job -> remembers || job.state != Job.State.ENDED));
        return new JobSnapshot(world.instant(), seen, true);
    }

    @Override
    public List<Job> search(String name) throws LrmException {
        check("search");
        searches.add(world.instant());
        return shown(jobs.values().stream().filter(job -> !hidden && job.name.equals(name)));
    }

    @Override
    public List<NodeState> nodes() throws LrmException {
        check("nodes");
        nodesAsked++;
        return nodes.keySet().stream()
                .map(node -> new NodeState(
                        node + domain, true, drained.containsKey(node), Optional.ofNullable(drained.get(node))))
                .toList();
    }

    @Override
    public boolean avoidsNodes() {
        return avoids;
    }

    @Override
    public DrainHold drain(String node, String reason) throws LrmException {
        check("drain");
        drained.putIfAbsent(node, DRAIN_TAG + " " + reason);
        return DrainHold.of(new NodeState(node, true, true, Optional.of(drained.get(node))));
    }

    @Override
    public void resume(String node) throws LrmException {
        check("resume");
        String reason = drained.getOrDefault(node, DRAIN_TAG);
        if (!reason.startsWith(DRAIN_TAG)) {
            throw new LrmException(LrmException.Kind.DENIED, "drained by somebody else: " + reason);
        }
        drained.remove(node);
        world.in(Duration.ofSeconds(1), this::place);
    }

    @Override
    public LrmLimits limits(Optional<String> queue) {
        return new LrmLimits(notice, Optional.empty(), Optional.empty(), Optional.empty(), List.of());
    }

    @Override
    public void close() {}
}
