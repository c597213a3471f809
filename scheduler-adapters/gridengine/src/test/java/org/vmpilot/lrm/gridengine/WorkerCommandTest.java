package org.vmpilot.lrm.gridengine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ggf.drmaa.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmpilot.host.CommandResult;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.JobRequest;
import org.vmpilot.lrm.Lrm;

/** The worker as it is really started: its class path is enough, and its environment is Grid Engine's. */
class WorkerCommandTest {
    @TempDir
    Path state;

    @Test
    void theWorkerRunsWithTheSitesJarAndWhatTheProtocolNeeds() throws Exception {
        String jars = place(OneJobLibrary.class) + ":" + place(Session.class);
        GridEngineSettings settings = GridEngineSettings.of(
                Map.of("drmaa_jar", jars, "sge_root", "/opt/sge", "sge_cell", "prod", "preload", "libnosuch.so"));
        try (Lrm lrm = GridEngineLrm.open(
                settings, command -> new CommandResult.NotStarted("no commands"), InstantSource.system(), state)) {
            assertThat(lrm.submit(request())).containsExactly(new JobId("/opt/sge,prod,libnosuch.so"));
        }
        assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive))
                .isEmpty();
    }

    private static JobRequest request() {
        return new JobRequest(
                "vone",
                1,
                List.of("/bin/true"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true,
                Duration.ofMinutes(1),
                0);
    }

    private static Path place(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
