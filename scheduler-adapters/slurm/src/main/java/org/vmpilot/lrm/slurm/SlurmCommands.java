package org.vmpilot.lrm.slurm;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    private static final Pattern JOB = Pattern.compile("\\d+(_\\d+)?");

    private final SlurmSettings settings;
    private final Cluster cluster;
    private final Identities identities;
    private final Optional<Path> exitFolder;

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
        Matcher id = SUBMITTED.matcher(answer.output());
        if (!id.find()) {
            throw new AnswerLostException("sbatch succeeded and gave no job id: " + answer.words());
        }
        String job = id.group(1);
        List<String> ids = indices.map(all ->
                        all.all().stream().map(index -> job + "_" + index).toList())
                .orElse(List.of(job));
        order.name().ifPresent(name -> ids.forEach(one -> identities.submitted(one, name)));
        return ids;
    }

    @Override
    public void control(String job, JobAction action) throws DrmaaException {
        if (!JOB.matcher(job).matches()) {
            throw new InvalidJobException("'" + job + "' is no job id of Slurm's");
        }
        checkStillOurs(List.of(job));
        Programs.Answer answer = switch (action) {
            case TERMINATE -> scancel(List.of(job));
            case HOLD -> cluster.run("scontrol", "hold", job);
            case RELEASE -> cluster.run("scontrol", "release", job);
            case SUSPEND -> cluster.run("scontrol", "suspend", job);
            case RESUME -> cluster.run("scontrol", "resume", job);
        };
        if (answer.status() != 0 || answer.errors().contains("error:")) {
            throw SlurmFailures.of(action == JobAction.TERMINATE ? "scancel" : "scontrol", answer);
        }
    }

    @Override
    public void terminate(List<String> jobs) throws DrmaaException {
        for (String job : jobs) {
            if (!JOB.matcher(job).matches()) {
                throw new InvalidJobException("'" + job + "' is no job id of Slurm's");
            }
        }
        checkStillOurs(jobs);
        Programs.Answer answer = scancel(jobs);
        if (answer.status() != 0 || answer.errors().contains("error:")) {
            throw SlurmFailures.of("scancel", answer);
        }
    }

    /** Without -v it says nothing of a job that it does not know, and exits with 0 in any case. */
    private Programs.Answer scancel(List<String> jobs) throws DrmaaException {
        List<String> words = new ArrayList<>(List.of("--verbose"));
        words.addAll(jobs);
        return cluster.run("scancel", words.toArray(String[]::new));
    }

    /**
     * A controller that was killed before it had saved its newest jobs gives their ids again. Whatever becomes of this question: nothing was
     * done yet.
     */
    private void checkStillOurs(List<String> jobs) throws DrmaaException {
        try {
            for (SqueueJob shown : cluster.some(jobs)) {
                boolean another = shown.isReadable() && identities.isAnother(shown.id(), shown.name());
                if (another && jobs.contains(shown.id())) {
                    throw new InvalidJobException(shown.id() + " is the job '" + shown.name() + "' by now");
                }
            }
        } catch (OutputException | AnswerLostException e) {
            throw new NotSentException(e.getMessage());
        }
    }

    @Override
    public Map<String, JobLook> look(Collection<String> jobs) throws DrmaaException {
        Set<String> wanted = new HashSet<>(jobs);
        Map<String, JobLook> looks = new HashMap<>();
        try {
            for (SqueueJob job : cluster.jobs()) {
                boolean ours = !job.isReadable() || !identities.isAnother(job.id(), job.name());
                if (wanted.contains(job.id()) && ours) {
                    looks.put(job.id(), job.look());
                }
            }
        } catch (OutputException e) {
            throw new DrmCommunicationException(e.getMessage());
        }
        return looks;
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
