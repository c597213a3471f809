package org.vmpilot.lrm.pbs;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.InvalidJobException;
import org.ggf.drmaa.Session;
import org.vmpilot.lrm.commands.Indices;
import org.vmpilot.lrm.commands.JobAction;
import org.vmpilot.lrm.commands.JobCommands;
import org.vmpilot.lrm.commands.JobLook;
import org.vmpilot.lrm.commands.JobOrder;
import org.vmpilot.lrm.commands.OptionalAttribute;
import org.vmpilot.lrm.commands.Programs;
import org.vmpilot.lrm.worker.AnswerLostException;
import org.vmpilot.lrm.worker.NotSentException;

/** PBS's commands as DRMAA's core asks for them. */
final class PbsCommands implements JobCommands {
    private static final Logger LOG = LogManager.getLogger(PbsCommands.class);

    private final Programs programs;
    private final Qstat qstat;
    private final Duration settle;
    private final Optional<Path> exitFolder;

    PbsCommands(Programs programs, Qstat qstat, Duration settle, Optional<Path> exitFolder) {
        this.programs = programs;
        this.qstat = qstat;
        this.settle = settle;
        this.exitFolder = exitFolder;
    }

    @Override
    public String drmSystem() {
        return "PBS";
    }

    @Override
    public String implementation() {
        String version = PbsCommands.class.getPackage().getImplementationVersion();
        return "vmpilot drmaa-pbs " + (version == null ? "(not packaged)" : version);
    }

    @Override
    public void greet() throws DrmaaException {
        Programs.Answer answer = programs.run("qstat", List.of("-B"));
        if (answer.status() != 0) {
            throw new NotSentException(Refusal.words("qstat", answer));
        }
    }

    @Override
    public Set<OptionalAttribute> optionalAttributes() {
        return Set.of(OptionalAttribute.HARD_WALLCLOCK_TIME_LIMIT);
    }

    @Override
    public List<String> submit(JobOrder order, Optional<Indices> indices) throws DrmaaException {
        if (order.held() && indices.filter(many -> many.count() > 1).isPresent()) {
            return submitHeld(order, indices.get());
        }
        return submitOnce(order, indices);
    }

    /** A hold is an array's as a whole (recorded: 156 for a task), and DRMAA's is each job's: so each is a job of its own, which knows its index. */
    private List<String> submitHeld(JobOrder order, Indices indices) throws DrmaaException {
        List<String> ids = new ArrayList<>();
        for (int index : indices.all()) {
            try {
                ids.addAll(submitOnce(order, Optional.of(new Indices(index, index, 1))));
            } catch (DrmaaException e) {
                takeBack(ids);
                throw e;
            }
        }
        return ids;
    }

    /** They are on hold: none has run. */
    private void takeBack(List<String> ids) throws DrmaaException {
        if (!ids.isEmpty()) {
            boolean all = false;
            try {
                all = terminate(ids).isEmpty();
            } catch (DrmaaException e) {
                LOG.info("qdel of {}: {}", ids, e.getMessage());
            }
            if (!all) {
                throw new AnswerLostException("some were submitted on hold and cannot be deleted: " + ids);
            }
        }
    }

    private List<String> submitOnce(JobOrder order, Optional<Indices> indices) throws DrmaaException {
        QsubArguments qsub = QsubArguments.of(order, indices, exitFolder);
        Programs.Answer answer = programs.run("qsub", qsub.arguments(), qsub.input());
        if (answer.status() != 0) {
            throw Refusal.ofSubmit(answer);
        }
        String id = id(answer);
        if (indices.isEmpty() || indices.get().count() == 1) {
            return List.of(id);
        }
        return indices.get().all().stream()
                .map(index -> id.replace("[]", "[" + index + "]"))
                .toList();
    }

    /** The one line that is an id; whatever a site's wrapper or hook prints around it is passed over. */
    private static String id(Programs.Answer answer) throws AnswerLostException {
        List<String> ids = answer.output()
                .lines()
                .map(String::strip)
                .filter(line -> PbsJob.ID.matcher(line).matches())
                .toList();
        if (ids.size() != 1) {
            throw new AnswerLostException("qsub succeeded, and said no job id: '" + answer.words() + "'");
        }
        return ids.get(0);
    }

    @Override
    public void control(String job, JobAction action) throws DrmaaException {
        checkId(job);
        switch (action) {
            case SUSPEND -> change("qsig", action, "-s", "suspend", job);
            case RESUME -> change("qsig", action, "-s", "resume", job);
            case HOLD -> change("qhold", action, "-h", "u", job);
            case RELEASE -> change("qrls", action, "-h", "u", job);
            case TERMINATE -> throw new IllegalArgumentException("jobs are ended together");
        }
    }

    /** Every operand is tried, a line each of those that failed; the last failure is the exit status (recorded). */
    @Override
    public Map<String, DrmaaException> terminate(List<String> jobs) throws DrmaaException {
        for (String job : jobs) {
            checkId(job);
        }
        Programs.Answer answer = programs.run("qdel", jobs);
        return answer.status() == 0 ? Map.of() : Deletions.refused(jobs, answer);
    }

    /** A word that is no id would be an option, or a queue, to PBS's programs. */
    private static void checkId(String job) throws InvalidJobException {
        Matcher matcher = PbsJob.ID.matcher(job);
        if (!matcher.matches()) {
            throw new InvalidJobException("'" + job + "' is no job id of PBS, as 12.server or 12[3].server");
        }
    }

    private void change(String program, JobAction action, String... arguments) throws DrmaaException {
        Programs.Answer answer = programs.run(program, List.of(arguments));
        if (answer.status() != 0) {
            throw Refusal.ofControl(program, action, answer);
        }
    }

    @Override
    public Map<String, JobLook> look(Collection<String> jobs) throws DrmaaException {
        for (String job : jobs) {
            checkId(job);
        }
        Map<String, JobLook> looks = new HashMap<>();
        Listing shown = qstat.some(jobs);
        for (PbsJob job : shown.jobs()) {
            looks.put(job.id(), look(job));
        }
        looks.keySet().retainAll(Set.copyOf(jobs));
        if (!shown.complete() && !looks.keySet().containsAll(jobs)) {
            throw new NotSentException("qstat: a record whose job id cannot be read, which may be any job's");
        }
        return looks;
    }

    static JobLook look(PbsJob job) {
        return job.over() ? JobLook.over(JobEnds.of(job)) : JobLook.living(status(job));
    }

    private static int status(PbsJob job) {
        return switch (job.state()) {
            case 'Q', 'W', 'T' -> Session.QUEUED_ACTIVE;
            case 'H' -> held(job.holds());
            case 'R', 'E', 'B' -> Session.RUNNING;
            case 'S' -> Session.SYSTEM_SUSPENDED;
            case 'U' -> Session.USER_SUSPENDED;
            default -> Session.UNDETERMINED;
        };
    }

    /** {@code u}: the user's; {@code o}, {@code s}: operators' and the system's, which the user cannot lift. */
    private static int held(String types) {
        boolean system = types.contains("s") || types.contains("o") || types.contains("p");
        if (types.contains("u")) {
            return system ? Session.USER_SYSTEM_ON_HOLD : Session.USER_ON_HOLD;
        }
        return Session.SYSTEM_ON_HOLD;
    }

    @Override
    public Duration settleTime() {
        return settle;
    }
}
