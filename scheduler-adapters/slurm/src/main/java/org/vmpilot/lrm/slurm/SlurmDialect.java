package org.vmpilot.lrm.slurm;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.ggf.drmaa.AuthorizationException;
import org.ggf.drmaa.DeniedByDrmException;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.TryLaterException;
import org.vmpilot.host.CommandRunner;
import org.vmpilot.lrm.Dialect;
import org.vmpilot.lrm.DrainHold;
import org.vmpilot.lrm.Identities;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.JobRequest;
import org.vmpilot.lrm.JobSnapshot;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.lrm.LrmLimits;
import org.vmpilot.lrm.NodeName;
import org.vmpilot.lrm.NodeState;
import org.vmpilot.lrm.worker.AnswerLostException;

/** Slurm beside DRMAA: how a request is written for sbatch, the one squeue for all jobs, nodes, drains. */
public final class SlurmDialect implements Dialect {
    private static final Logger LOG = LogManager.getLogger(SlurmDialect.class);

    /** What may stand in an option of sbatch without being two, and in a node's name. */
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");

    private static final Pattern NODES = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.,-]*");

    /** A constraint may be an expression of features. */
    private static final Pattern CONSTRAINT = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.&|*()-]*");

    private final SlurmSettings settings;
    private final InstantSource clock;
    private final Cluster cluster;
    private final Identities identities;

    public SlurmDialect(SlurmSettings settings, CommandRunner runner, InstantSource clock) {
        this(settings, new Cluster(settings, runner), new Identities(), clock);
    }

    SlurmDialect(SlurmSettings settings, Cluster cluster, Identities identities, InstantSource clock) {
        this.settings = settings;
        this.cluster = cluster;
        this.identities = identities;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "slurm";
    }

    @Override
    public Duration settleTime() {
        return settings.settle();
    }

    /**
     * No {@code --signal}: Slurm sends it up to a minute early (58 s, measured), which would end a lease before its time; the agent's
     * own deadline lies before Slurm's.
     */
    @Override
    public String nativeSpecification(JobRequest request) throws LrmException {
        List<String> words = new ArrayList<>(nodes(request));
        words.addAll(List.of("--no-requeue", "--output=/dev/null"));
        words.add("--time=" + Sbatch.minutes(request.walltime()));
        add(words, "--partition=", request.queue(), WORD);
        add(words, "--constraint=", request.nodeProperty(), CONSTRAINT);
        add(words, "--account=", request.account(), WORD);
        if (!request.avoided().isEmpty()) {
            add(words, "--exclude=", Optional.of(String.join(",", request.avoided())), NODES);
        }
        if (request.exclusive()) {
            words.add("--exclusive");
        } else if (request.memoryMib() > 0) {
            words.add("--mem=" + request.memoryMib() + "M");
        }
        settings.cluster().ifPresent(cluster -> words.add("--clusters=" + cluster));
        add(words, "--qos=", request.options().qos(), WORD);
        add(words, "--reservation=", request.options().reservation(), WORD);
        request.options().priority().ifPresent(priority -> words.add("--priority=" + priority));
        words.addAll(request.options().words());
        return String.join(" ", words);
    }

    private static List<String> nodes(JobRequest request) {
        if (!request.gang()) {
            return List.of("--nodes=1", "--ntasks=1");
        }
        List<String> words = new ArrayList<>(
                List.of("--nodes=" + request.tasks(), "--ntasks=" + request.tasks(), "--ntasks-per-node=1"));
        // Said in each case: SBATCH_NO_KILL of our environment must not decide it.
        words.add(request.assembly() == JobRequest.Assembly.GANG_THAT_GOES_ON ? "--no-kill" : "--no-kill=off");
        return words;
    }

    private static void add(List<String> words, String option, Optional<String> value, Pattern form)
            throws LrmException {
        if (value.isPresent()) {
            if (!form.matcher(value.get()).matches()) {
                throw new LrmException(LrmException.Kind.INVALID, option + value.get() + ": not a name of Slurm's");
            }
            words.add(option + value.get());
        }
    }

    /** A question, and what may be concluded when it has no answer. */
    private interface Question<T> {
        T ask() throws DrmaaException, OutputException;
    }

    private static <T> T ask(Question<T> question) throws LrmException {
        try {
            return question.ask();
        } catch (AuthorizationException | DeniedByDrmException e) {
            throw new LrmException(LrmException.Kind.DENIED, e.getMessage(), e);
        } catch (TryLaterException e) {
            throw new LrmException(LrmException.Kind.TRY_LATER, e.getMessage(), e);
        } catch (DrmaaException | OutputException e) {
            throw new LrmException(LrmException.Kind.UNREACHABLE, e.getMessage(), e);
        }
    }

    @Override
    public Set<JobRequest.Assembly> assemblies() {
        return Set.of(JobRequest.Assembly.values());
    }

    @Override
    public boolean shrinks() {
        return true;
    }

    /**
     * Slurm refuses to give up the batch host, and changes nothing then. Without accounting the first change of a job's nodes leaves it waiting for its index in the
     * data base for ever: nobody, root included, can change anything of it any more (both measured on 22.05). So nothing is given up there.
     */
    @Override
    public void release(JobId id, String node) throws LrmException {
        Optional<Job> job = jobs(ask(() -> cluster.some(List.of(id.text())))).stream()
                .filter(shown -> shown.id().equals(id) && shown.state() == Job.State.RUNNING)
                .filter(shown -> !identities.isAnother(id.text(), shown.name()))
                .findFirst();
        if (job.flatMap(Job::node).isEmpty()) {
            return;
        }
        List<String> has = ask(() -> cluster.hostNames(job.get().node().orElseThrow()));
        List<String> keeps =
                has.stream().filter(name -> !NodeName.same(name, node)).toList();
        if (keeps.isEmpty()) {
            throw new LrmException(LrmException.Kind.DENIED, node + " is the last node of job " + id);
        }
        if (keeps.size() < has.size() && ask(cluster::config).contains("accounting_storage/none")) {
            throw new LrmException(
                    LrmException.Kind.DENIED,
                    node + " stays with job " + id + ": without accounting Slurm lets a job be changed once only");
        }
        if (keeps.size() < has.size()) {
            changed(() -> cluster.keep(id, keeps));
        }
    }

    @Override
    public JobSnapshot snapshot(Collection<JobId> expected) throws LrmException {
        Instant askedAt = clock.instant();
        SqueueJob.Listing listing = ask(cluster::jobs);
        return new JobSnapshot(askedAt, jobs(listing.jobs()), listing.complete());
    }

    private List<Job> jobs(List<SqueueJob> shown) {
        shown.stream().filter(SqueueJob::isReadable).forEach(job -> identities.seen(job.id(), job.name()));
        return shown.stream().map(SqueueJob::job).toList();
    }

    /**
     * The accounting after the query: a job that ends in between is in both and not in none. A job that is found is found, whether the accounting can be asked
     * or not; that there is none needs both.
     */
    @Override
    public List<Job> search(String name) throws LrmException {
        Map<JobId, Job> found = new LinkedHashMap<>();
        for (Job job : jobs(ask(cluster::jobs).jobs())) {
            if (job.name().equals(name)) {
                found.put(job.id(), job);
            }
        }
        try {
            for (Job job : ask(() -> cluster.accounted(name))) {
                found.putIfAbsent(job.id(), job);
            }
        } catch (LrmException e) {
            if (found.isEmpty()) {
                throw e;
            }
            LOG.info("jobs of the name {} that are over: {}", name, e.getMessage());
        }
        return List.copyOf(found.values());
    }

    @Override
    public List<NodeState> nodes() throws LrmException {
        return ask(cluster::nodes).stream().map(SlurmNode::state).toList();
    }

    @Override
    public DrainHold drain(String name, String reason) throws LrmException {
        NodeState node = look(name);
        if (node.drained()) {
            return DrainHold.of(node);
        }
        // What a sudoers rule can hold together: no '=', with which another setting could follow.
        String words = reason.replaceAll("[^A-Za-z0-9 .,:;/_()'+-]", " ");
        change(node.node(), List.of("State=DRAIN", "Reason=" + words));
        return DrainHold.ours(words);
    }

    @Override
    public void resume(String name) throws LrmException {
        NodeState now = look(name);
        String node = now.node();
        if (!now.drained()) {
            return;
        }
        String reason = now.reason().orElse("");
        if (!reason.startsWith(Lrm.DRAIN_TAG)) {
            throw new LrmException(LrmException.Kind.DENIED, node + " is drained by somebody else: " + reason);
        }
        // Not RESUME, which would also bring a node back that somebody has set down.
        change(node, List.of("State=UNDRAIN"));
    }

    private NodeState look(String node) throws LrmException {
        return NodeName.find(nodes(), node)
                .orElseThrow(() -> new LrmException(LrmException.Kind.DENIED, "Slurm has no node '" + node + "'"));
    }

    private void change(String node, List<String> words) throws LrmException {
        changed(() -> cluster.update(node, words));
    }

    /** A change of Slurm's. */
    private interface Order {
        void give() throws DrmaaException;
    }

    private static void changed(Order order) throws LrmException {
        try {
            ask(() -> {
                order.give();
                return true;
            });
        } catch (LrmException e) {
            boolean lost = e.getCause() instanceof AnswerLostException;
            throw lost ? new LrmException(LrmException.Kind.UNKNOWN, e.getMessage(), e) : e;
        }
    }

    @Override
    public LrmLimits limits(Optional<String> queue) throws LrmException {
        String config = ask(cluster::config);
        String partition = ask(() -> queue.isPresent() ? cluster.partition(queue.get()) : cluster.partitions())
                .lines()
                .filter(line -> queue.isPresent() || line.contains(" Default=YES "))
                .findFirst()
                .orElse("");
        return SlurmLimits.of(config, partition)
                .and(SiteRemarks.of(config, ask(cluster::nodes), federation(), ask(cluster::accountingFault)));
    }

    /** Empty: it is in none, or our submits stay here. */
    private Optional<String> federation() throws LrmException {
        String shown = ask(cluster::federation);
        return settings.cluster().isEmpty() && shown.contains("Federation:") ? Optional.of(shown) : Optional.empty();
    }

    @Override
    public void close() {
        // Every call is a command of its own: nothing is held.
    }
}
