package org.vmpilot.lrm.commands;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.InvalidJobException;
import org.ggf.drmaa.Session;
import org.vmpilot.host.Pause;
import org.vmpilot.host.Uptime;
import org.vmpilot.lrm.worker.JobEnd;
import org.vmpilot.lrm.worker.NotSentException;

/** An LRM in memory with a clock of its own: what happens at which second is said beforehand. */
final class OneLrm implements JobCommands {
    static final Duration SETTLE = Duration.ofSeconds(30);

    final Map<String, JobLook> jobs = new HashMap<>();
    final Map<String, JobEnd> history = new HashMap<>();
    final List<JobOrder> orders = new ArrayList<>();
    final List<String> actions = new ArrayList<>();
    final Map<Long, Runnable> plan = new HashMap<>();
    boolean down;
    /** Whether it names the jobs that it could not end. */
    boolean names = true;

    int queries;
    int calls;
    long now = 1000;
    private int next = 1;

    Uptime uptime() {
        return () -> now;
    }

    /** Time goes on, and what was planned happens. */
    Pause pause() {
        return time -> {
            long end = now + Math.max(1, time.toMillis());
            while (now < end) {
                now++;
                Optional.ofNullable(plan.remove(now)).ifPresent(Runnable::run);
            }
        };
    }

    void after(Duration time, Runnable what) {
        plan.put(now + time.toMillis(), what);
    }

    void end(String job, int status) {
        jobs.put(job, JobLook.over(JobEnd.exit(job, status)));
    }

    @Override
    public String drmSystem() {
        return "ONE";
    }

    @Override
    public String implementation() {
        return "one";
    }

    private void answer() throws NotSentException {
        if (down) {
            throw new NotSentException("down");
        }
    }

    @Override
    public void greet() throws DrmaaException {
        answer();
    }

    @Override
    public Set<OptionalAttribute> optionalAttributes() {
        return Set.of(OptionalAttribute.HARD_WALLCLOCK_TIME_LIMIT);
    }

    @Override
    public List<String> submit(JobOrder order, Optional<Indices> indices) throws DrmaaException {
        answer();
        orders.add(order);
        String id = Integer.toString(next++);
        List<String> ids = indices.map(many ->
                        many.all().stream().map(index -> id + "_" + index).toList())
                .orElse(List.of(id));
        ids.forEach(one -> jobs.put(one, JobLook.living(order.held() ? Session.USER_ON_HOLD : Session.QUEUED_ACTIVE)));
        return ids;
    }

    /** As LRMs do it: each is tried, and one that is not there makes the whole a failure, whether its words say which one it was or not. */
    @Override
    public Map<String, DrmaaException> terminate(List<String> all) throws DrmaaException {
        calls++;
        Map<String, DrmaaException> failed = new HashMap<>();
        for (String job : all) {
            try {
                control(job, JobAction.TERMINATE);
            } catch (InvalidJobException e) {
                failed.put(job, e);
            }
        }
        if (!names && !failed.isEmpty()) {
            throw failed.values().iterator().next();
        }
        return failed;
    }

    @Override
    public void control(String job, JobAction action) throws DrmaaException {
        answer();
        if (!jobs.containsKey(job)) {
            throw new InvalidJobException(job);
        }
        actions.add(action + " " + job);
    }

    @Override
    public Map<String, JobLook> look(Collection<String> wanted) throws DrmaaException {
        answer();
        queries++;
        Map<String, JobLook> shown = new HashMap<>(jobs);
        shown.keySet().retainAll(wanted);
        return shown;
    }

    @Override
    public Optional<JobEnd> ended(String job) {
        return Optional.ofNullable(history.get(job));
    }

    @Override
    public Duration settleTime() {
        return SETTLE;
    }
}
