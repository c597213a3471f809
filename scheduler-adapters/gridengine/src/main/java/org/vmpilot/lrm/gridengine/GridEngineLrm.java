package org.vmpilot.lrm.gridengine;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.Pattern;
import org.ggf.drmaa.DrmCommunicationException;
import org.vmpilot.host.CommandRunner;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.JobRequest;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.lrm.WorkerLrm;
import org.vmpilot.lrm.worker.WorkerProcess;

/** Grid Engine through a DRMAA library in a worker process: its own Java binding, or its C library. */
public final class GridEngineLrm extends WorkerLrm {
    /**
     * What the library says when it has no connection over which a request could leave; a request that left and was not answered is
     * "failed receiving gdi request response".
     */
    private static final Pattern NOT_SENT = Pattern.compile("unable to (send message to|contact) qmaster");

    private final GridEngineDialect dialect;

    private GridEngineLrm(WorkerProcess worker, GridEngineSettings settings, GridEngineDialect dialect) {
        super(worker, settings.deadline(), dialect, GridEngineLrm::notSent);
        this.dialect = dialect;
    }

    /**
     * Asks nobody yet: the cell may come later.
     *
     * @param state a folder of ours alone; it is made
     */
    public static GridEngineLrm open(
            GridEngineSettings settings, CommandRunner runner, InstantSource clock, Path state) {
        return over(WorkerCommand.of(settings), settings, runner, clock, state);
    }

    /** Likewise, over a DRMAA library that another worker has. */
    public static GridEngineLrm over(
            WorkerProcess worker, GridEngineSettings settings, CommandRunner runner, InstantSource clock, Path state) {
        Path drains = state.resolve("grid-engine-drains");
        return new GridEngineLrm(worker, settings, new GridEngineDialect(settings, runner, clock, drains));
    }

    @Override
    public List<JobId> submit(JobRequest request) throws LrmException {
        try {
            return submitOnce(request);
        } catch (LrmException e) {
            boolean refused =
                    e.kind() == LrmException.Kind.DENIED && e.getMessage().contains(Verification.REFUSAL);
            if (refused && dialect.mayWait(request)) {
                return submitOnce(request);
            }
            throw e;
        }
    }

    private List<JobId> submitOnce(JobRequest request) throws LrmException {
        List<JobId> jobs = super.submit(request);
        dialect.taken(request);
        return jobs;
    }

    private static boolean notSent(LrmException e) {
        return e.getCause() instanceof DrmCommunicationException
                && NOT_SENT.matcher(e.getMessage()).find();
    }
}
