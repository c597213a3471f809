package org.vmpilot.lrm.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.Lists;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ggf.drmaa.DrmCommunicationException;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.InternalException;
import org.ggf.drmaa.Session;

/** Ends many jobs in few calls of the far side. */
final class Terminations {
    /** Jobs in one call, whose deadline is that of one job. */
    private static final int AT_ONCE = 100;

    private final WorkerLine line;
    private final Map<String, DrmaaException> failed = new LinkedHashMap<>();

    private Terminations(WorkerLine line) {
        this.line = line;
    }

    /** @return job → why not, of those for which it failed, or of which that is not known */
    static Map<String, DrmaaException> of(WorkerLine line, Collection<String> jobs) {
        Terminations all = new Terminations(line);
        DrmaaException down = null;
        for (List<String> some : Lists.partition(List.copyOf(jobs), AT_ONCE)) {
            try {
                if (down == null) {
                    all.together(some);
                }
            } catch (DrmCommunicationException e) {
                down = e;
            } catch (DrmaaException | InternalException e) {
                all.failed(some, checked(e));
            }
            if (down != null) {
                // Each further call would wait for as long.
                all.failed(some, down);
            }
        }
        return all.failed;
    }

    private void together(List<String> some) throws DrmaaException {
        ObjectNode arguments = Wire.object();
        arguments.set("jobs", Wire.JSON.valueToTree(some));
        JsonNode answer;
        try {
            answer = line.call("terminate", arguments);
        } catch (InternalException e) {
            if (!WorkerVerbs.isUnknown("terminate", e)) {
                throw e;
            }
            oneByOne(some);
            return;
        }
        answer.properties()
                .forEach(entry -> failed.put(entry.getKey(), checked(DrmaaErrors.exception(entry.getValue()))));
    }

    /** A daemon that has run since before this verb was. */
    private void oneByOne(List<String> some) throws DrmaaException {
        for (String job : some) {
            try {
                line.call("control", Wire.object().put("job", job).put("action", Session.TERMINATE));
            } catch (DrmCommunicationException e) {
                throw e;
            } catch (DrmaaException | InternalException e) {
                failed.put(job, checked(e));
            }
        }
    }

    private void failed(List<String> some, DrmaaException why) {
        some.forEach(job -> failed.put(job, why));
    }

    /** InternalException alone is unchecked in the Java binding: what was done is not known. */
    private static DrmaaException checked(Exception e) {
        return e instanceof DrmaaException drmaa ? drmaa : new AnswerLostException(e.getMessage());
    }
}
