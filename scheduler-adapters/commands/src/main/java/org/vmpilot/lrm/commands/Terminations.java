package org.vmpilot.lrm.commands;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ggf.drmaa.DrmaaException;
import org.vmpilot.lrm.worker.AnswerLostException;
import org.vmpilot.lrm.worker.NotSentException;

/** Ends many jobs in few calls: one that is over costs the others nothing. Only where the LRM's words do not say which one it was are those of the call halved. */
final class Terminations {
    /** Arguments of one program. */
    private static final int AT_ONCE = 200;

    private final JobCommands lrm;
    private final Map<String, DrmaaException> failed = new LinkedHashMap<>();

    private Terminations(JobCommands lrm) {
        this.lrm = lrm;
    }

    /** @return job → why not, of those that the LRM was not asked for, or of which that is not known */
    static Map<String, DrmaaException> of(JobCommands lrm, Collection<String> jobs) {
        Terminations all = new Terminations(lrm);
        List<String> left = new ArrayList<>(jobs);
        boolean reached = true;
        while (reached && !left.isEmpty()) {
            List<String> some = new ArrayList<>(left.subList(0, Math.min(AT_ONCE, left.size())));
            left.subList(0, some.size()).clear();
            reached = all.together(some);
        }
        all.notAsked(left);
        return all.failed;
    }

    /** @return false: the LRM cannot be asked, and each further question would wait for as long */
    private boolean together(List<String> jobs) {
        try {
            failed.putAll(lrm.terminate(jobs));
            return true;
        } catch (NotSentException | AnswerLostException e) {
            jobs.forEach(job -> failed.put(job, e));
            return false;
        } catch (DrmaaException e) {
            if (jobs.size() == 1) {
                failed.put(jobs.get(0), e);
                return true;
            }
        }
        int half = jobs.size() / 2;
        if (together(jobs.subList(0, half))) {
            return together(jobs.subList(half, jobs.size()));
        }
        notAsked(jobs.subList(half, jobs.size()));
        return false;
    }

    private void notAsked(List<String> jobs) {
        jobs.forEach(job -> failed.put(job, new NotSentException("the LRM could not be asked")));
    }
}
