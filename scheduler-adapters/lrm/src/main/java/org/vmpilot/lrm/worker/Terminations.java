package org.vmpilot.lrm.worker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.Lists;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ggf.drmaa.DrmCommunicationException;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.InternalException;

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
        line.call("terminate", arguments)
                .properties()
                .forEach(entry -> failed.put(entry.getKey(), checked(DrmaaErrors.exception(entry.getValue()))));
    }

    private void failed(List<String> some, DrmaaException why) {
        some.forEach(job -> failed.put(job, why));
    }

    /** InternalException alone is unchecked in the Java binding: what was done is not known. */
    private static DrmaaException checked(Exception e) {
        return e instanceof DrmaaException drmaa ? drmaa : new AnswerLostException(e.getMessage());
    }
}
