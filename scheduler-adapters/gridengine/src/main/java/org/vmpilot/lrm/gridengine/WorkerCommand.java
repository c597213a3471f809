package org.vmpilot.lrm.gridengine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.vmpilot.lrm.worker.WorkerJvm;
import org.vmpilot.lrm.worker.WorkerProcess;

/** How the worker is started: the site's own DRMAA jar, API and binding, comes first. */
final class WorkerCommand {
    private WorkerCommand() {}

    static WorkerProcess of(GridEngineSettings settings) {
        GridEngineSettings.Worker worker = settings.worker();
        return new WorkerJvm(
                        worker.java(),
                        List.of(worker.jar()),
                        List.of("-Djava.library.path=" + worker.library()),
                        environment(settings))
                .process();
    }

    /** Grid Engine reads SGE_ROOT and SGE_CELL when the library is loaded. */
    private static Map<String, String> environment(GridEngineSettings settings) {
        Map<String, String> environment = new HashMap<>(settings.environment());
        settings.worker().preload().ifPresent(library -> environment.put("LD_PRELOAD", library));
        return environment;
    }
}
