package org.vmpilot.lrm.slurm;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.ggf.drmaa.AuthorizationException;
import org.ggf.drmaa.DrmCommunicationException;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.InvalidJobException;
import org.vmpilot.lrm.Identities;
import org.vmpilot.lrm.commands.Indices;
import org.vmpilot.lrm.commands.JobAction;
import org.vmpilot.lrm.commands.JobCommands;
import org.vmpilot.lrm.commands.JobLook;
import org.vmpilot.lrm.commands.JobOrder;
import org.vmpilot.lrm.commands.OptionalAttribute;
import org.vmpilot.lrm.commands.Programs;
import org.vmpilot.lrm.worker.AnswerLostException;
import org.vmpilot.lrm.worker.JobEnd;
import org.vmpilot.lrm.worker.NotSentException;

/** Slurm's commands behind a DRMAA session. */
final class SlurmCommands implements JobCommands {
    /** {@code --parsable}: the id, and the cluster where there are several. */
    private static final Pattern SUBMITTED = Pattern.compile("(?m)^(\\d+)(;\\S*)?$");

    private static final int REMEMBERED = 20_000;

    private static final Pattern JOB = Pattern.compile("\\d+(_\\d+)?");

    private final SlurmSettings settings;
    private final Cluster cluster;
    private final Identities identities;
    private final Optional<Path> exitFolder;

    /** Tasks of arrays that were cancelled while they waited: squeue does not show them any more (measured). */
    private final Set<String> neverRan =
            Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<String, Boolean>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                    return size() > REMEMBERED;
                }
            }));

    /** @param exitFolder where the jobs' scripts write how they ended; a script that does not exec is for such callers alone */
    SlurmCommands(SlurmSettings settings, Cluster cluster, Identities identities, Optional<Path> exitFolder) {
        this.settings = settings;
        this.exitFolder = exitFolder;
        this.cluster = cluster;
        this.identities = identities;
    }

    @Override
    public String drmSystem() {
        return "Slurm";
    }

    @Override
    public String implementation() {
        return "vmpilot DRMAA for Slurm's commands";
    }

    @Override
    public void greet() throws DrmaaException {
        cluster.ping();
    }

    @Override
    public Set<OptionalAttribute> optionalAttributes() {
        return Set.of(OptionalAttribute.HARD_WALLCLOCK_TIME_LIMIT, OptionalAttribute.DEADLINE_TIME);
    }

    @Override
    public List<String> submit(JobOrder order, Optional<Indices> indices) throws DrmaaException {
        Programs.Answer answer = cluster.sbatch(Sbatch.options(order, indices), Sbatch.script(order, exitFolder));
        if (answer.status() != 0) {
            throw SlurmFailures.of("sbatch", answer);
        }
        String job = id(answer);
        List<String> ids = indices.map(all ->
                        all.all().stream().map(index -> job + "_" + index).toList())
                .orElse(List.of(job));
        order.name().ifPresent(name -> ids.forEach(one -> identities.submitted(one, name)));
        return ids;
    }

    /** The one line that is an id: of several, one is a wrapper's or a plugin's, and nobody knows which. */
    private static String id(Programs.Answer answer) throws AnswerLostException {
        List<MatchResult> ids = SUBMITTED.matcher(answer.output()).results().toList();
        if (ids.size() != 1) {
            throw new AnswerLostException(
                    "sbatch succeeded and gave " + (ids.isEmpty() ? "no job id" : "several numbers") + ": "
                            + answer.output().strip().lines().limit(4).collect(Collectors.joining("; ")));
        }
        return ids.get(0).group(1);
    }

    @Override
    public void control(String job, JobAction action) throws DrmaaException {
        if (!JOB.matcher(job).matches()) {
            throw new InvalidJobException("'" + job + "' is no job id of Slurm's");
        }
        if (anothers(List.of(job), shown(List.of(job))).contains(job)) {
            throw notOurs(job);
        }
        Programs.Answer answer = switch (action) {
            case TERMINATE -> throw new IllegalArgumentException("jobs are ended together");
            case HOLD -> cluster.run("scontrol", "hold", job);
            case RELEASE -> cluster.run("scontrol", "release", job);
            case SUSPEND -> cluster.run("scontrol", "suspend", job);
            case RESUME -> cluster.run("scontrol", "resume", job);
        };
        if (answer.status() != 0 || answer.errors().contains("error:")) {
            throw failure(action, answer);
        }
    }

    private static DrmaaException failure(JobAction action, Programs.Answer answer) {
        DrmaaException failure = SlurmFailures.of("scontrol", answer);
        boolean operators = action == JobAction.SUSPEND || action == JobAction.RESUME;
        return operators && failure instanceof AuthorizationException
                ? new AuthorizationException(
                        failure.getMessage() + " (Slurm lets its operators alone suspend and resume jobs)")
                : failure;
    }

    @Override
    public Map<String, DrmaaException> terminate(List<String> jobs) throws DrmaaException {
        for (String job : jobs) {
            if (!JOB.matcher(job).matches()) {
                throw new InvalidJobException("'" + job + "' is no job id of Slurm's");
            }
        }
        List<SqueueJob> shown = shown(jobs);
        Set<String> anothers = anothers(jobs, shown);
        List<String> ours = jobs.stream().filter(job -> !anothers.contains(job)).toList();
        Map<String, DrmaaException> failed = new HashMap<>();
        anothers.forEach(job -> failed.put(job, notOurs(job)));
        if (!ours.isEmpty()) {
            failed.putAll(Cancellations.refused(ours, scancel(ours)));
        }
        shown.stream()
                .filter(job -> ours.contains(job.id()) && job.waits() && !failed.containsKey(job.id()))
                .forEach(job -> neverRan.add(job.id()));
        return failed;
    }

    /** Without -v it says nothing of a job that it does not know, and exits with 0 in any case. */
    private Programs.Answer scancel(List<String> jobs) throws DrmaaException {
        List<String> words = new ArrayList<>(List.of("--verbose"));
        words.addAll(jobs);
        return cluster.run("scancel", words.toArray(String[]::new));
    }

    /** A controller that was killed before it had saved its newest jobs gives their ids again. */
    private Set<String> anothers(List<String> jobs, List<SqueueJob> shown) {
        return shown.stream()
                .filter(job -> job.isReadable() && identities.isAnother(job.id(), job.name()))
                .map(SqueueJob::id)
                .filter(jobs::contains)
                .collect(Collectors.toSet());
    }

    private static InvalidJobException notOurs(String job) {
        return new InvalidJobException(job + " is another job by now");
    }

    /** Whatever becomes of this question: nothing was done yet. */
    private List<SqueueJob> shown(List<String> jobs) throws DrmaaException {
        try {
            return cluster.some(jobs);
        } catch (OutputException | AnswerLostException e) {
            throw new NotSentException(e.getMessage());
        }
    }

    @Override
    public Map<String, JobLook> look(Collection<String> jobs) throws DrmaaException {
        Set<String> wanted = new HashSet<>(jobs);
        Map<String, JobLook> looks = new HashMap<>();
        try {
            SqueueJob.Listing listing = cluster.jobs();
            for (SqueueJob job : listing.jobs()) {
                boolean ours = !job.isReadable() || !identities.isAnother(job.id(), job.name());
                if (wanted.contains(job.id()) && ours) {
                    looks.put(job.id(), job.look());
                }
            }
            wanted.stream()
                    .filter(job -> !looks.containsKey(job) && wasNeverRun(job, listing.jobs()))
                    .forEach(job -> looks.put(job, JobLook.over(JobEnd.neverRan(job))));
            if (!listing.complete() && !looks.keySet().containsAll(wanted)) {
                throw new DrmCommunicationException("squeue: a record without a job id, which may be any job's");
            }
        } catch (OutputException e) {
            throw new DrmCommunicationException(e.getMessage());
        }
        return looks;
    }

    /** We have cancelled it while it waited, or somebody has, and all that is left of its array is one record for the rest. */
    private boolean wasNeverRun(String job, List<SqueueJob> shown) {
        String array = job.split("_", 2)[0];
        return neverRan.contains(job)
                || shown.stream()
                        .anyMatch(one -> one.id().equals(array) && !job.equals(array) && one.wasCancelledWaiting());
    }

    @Override
    public Optional<JobEnd> ended(String job) throws DrmaaException {
        try {
            return JOB.matcher(job).matches() ? cluster.accountedEnd(job) : Optional.empty();
        } catch (OutputException e) {
            throw new DrmCommunicationException(e.getMessage());
        }
    }

    @Override
    public Duration settleTime() {
        return settings.settle();
    }
}
