package org.vmpilot.lrm.commands;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.InvalidJobException;
import org.ggf.drmaa.Session;
import org.vmpilot.lrm.worker.JobEnd;

/** Status and control of jobs, of this session or of others. */
final class JobControl {
    private final JobCommands lrm;
    private final Looks looks;

    JobControl(JobCommands lrm, Looks looks) {
        this.lrm = lrm;
        this.looks = looks;
    }

    void all(JobAction action, SessionJobs jobs) throws DrmaaException {
        if (action == JobAction.TERMINATE) {
            throwFirst(terminate(jobs.living()));
            return;
        }
        DrmaaException first = null;
        for (String one : jobs.living()) {
            try {
                one(one, action, jobs);
            } catch (DrmaaException e) {
                // What is over in the meantime is none of the living ones.
                first = first == null && !(e instanceof InvalidJobException) ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /** @return job → why not, of those that failed */
    Map<String, DrmaaException> terminate(Collection<String> jobs) {
        try {
            return Terminations.of(lrm, jobs);
        } finally {
            looks.forget();
        }
    }

    /** What is over in the meantime is none of the living ones. */
    private static void throwFirst(Map<String, DrmaaException> failed) throws DrmaaException {
        for (DrmaaException e : failed.values()) {
            if (!(e instanceof InvalidJobException)) {
                throw e;
            }
        }
    }

    void one(String job, JobAction action, SessionJobs jobs) throws DrmaaException {
        if (action == JobAction.TERMINATE) {
            for (DrmaaException e : terminate(List.of(job)).values()) {
                throw e;
            }
            return;
        }
        checkState(job, action, jobs);
        try {
            lrm.control(job, action);
        } finally {
            looks.forget();
        }
    }

    private void checkState(String job, JobAction action, SessionJobs jobs) throws DrmaaException {
        int status = status(job, jobs);
        if (status == Session.DONE || status == Session.FAILED) {
            throw new InvalidJobException("job " + job + " is over");
        }
        // Of a state that is not known the LRM judges.
        if (status != Session.UNDETERMINED && !action.fits(status)) {
            throw action.refused("job " + job + " is in DRMAA's state " + status);
        }
    }

    /** UNDETERMINED: a job of ours that an LRM which answers does not show, and of whose end nobody knows. */
    int status(String job, SessionJobs jobs) throws DrmaaException {
        Optional<JobEnd> known = jobs.end(job);
        if (known.isPresent()) {
            return JobLook.statusOf(known.get());
        }
        Optional<JobLook> look = looks.at(job, jobs);
        Optional<JobEnd> end = jobs.end(job);
        if (end.isPresent()) {
            return JobLook.statusOf(end.get());
        }
        if (look.isPresent()) {
            return look.get().status();
        }
        if (jobs.has(job)) {
            return Session.UNDETERMINED;
        }
        return lrm.ended(job)
                .map(JobLook::statusOf)
                .orElseThrow(() -> new InvalidJobException("the LRM does not know job " + job));
    }
}
