package org.vmpilot.lrm.jna;

import com.sun.jna.Native;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ggf.drmaa.Session;
import org.vmpilot.host.CommandRunner;
import org.vmpilot.lrm.Dialect;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.WorkerLrm;
import org.vmpilot.lrm.gridengine.GridEngineLrm;
import org.vmpilot.lrm.gridengine.GridEngineSettings;
import org.vmpilot.lrm.pbs.PbsLrm;
import org.vmpilot.lrm.pbs.PbsSettings;
import org.vmpilot.lrm.slurm.SlurmDialect;
import org.vmpilot.lrm.slurm.SlurmSettings;
import org.vmpilot.lrm.worker.WorkerJvm;
import org.vmpilot.lrm.worker.WorkerProcess;

/** The LRM of {@code [lrm.native]}: a C library in a worker process, joined with the dialect that the site chose. */
public final class NativeLrm {
    private static final List<String> DIALECTS = List.of("none", "grid-engine", "pbs", "slurm");

    private NativeLrm() {}

    /** What is wrong with the table: {@code key: words}, one text each; the dialect's own keys included. */
    public static List<String> check(Map<String, String> table) {
        NativeSettings settings = NativeSettings.of(table);
        List<String> faults = new ArrayList<>(settings.faults());
        switch (settings.dialect()) {
            case "none" ->
                settings.rest().keySet().stream()
                        .filter(key -> !key.equals("settle") && !key.equals("deadline"))
                        .forEach(key -> faults.add(key + ": unknown to [lrm.native] without a dialect"));
            case "grid-engine" -> faults.addAll(GridEngineSettings.check(settings.rest()));
            case "pbs" -> faults.addAll(PbsSettings.check(settings.rest()));
            case "slurm" -> faults.addAll(SlurmSettings.check(settings.rest()));
            default -> faults.add("dialect: '" + settings.dialect() + "' is none of " + String.join(", ", DIALECTS));
        }
        return faults;
    }

    /**
     * Asks nobody yet: the LRM may come later.
     *
     * @param state a folder of ours alone; it is made
     * @throws IllegalArgumentException names every wrong key, one a line
     */
    public static Lrm open(Map<String, String> table, CommandRunner runner, InstantSource clock, Path state) {
        List<String> faults = check(table);
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", faults));
        }
        NativeSettings settings = NativeSettings.of(table);
        if (settings.dialect().equals("grid-engine")) {
            GridEngineSettings cell = GridEngineSettings.of(settings.rest());
            return GridEngineLrm.over(worker(settings, cell.environment(), state), cell, runner, clock, state);
        }
        Dialect dialect = switch (settings.dialect()) {
            case "pbs" -> PbsLrm.dialect(PbsSettings.of(settings.rest()), runner, clock);
            case "slurm" -> new SlurmDialect(SlurmSettings.of(settings.rest()), runner, clock);
            default -> new NoDialect(settings, clock);
        };
        return new WorkerLrm(worker(settings, Map.of(), state), settings.deadline(), dialect, e -> false);
    }

    /** @param dialects what the dialect's own commands have in their environment; the site's words come over it */
    private static WorkerProcess worker(NativeSettings settings, Map<String, String> dialects, Path state) {
        Map<String, String> environment = new HashMap<>(Map.of("PATH", "/usr/local/bin:/usr/bin:/bin", "LC_ALL", "C"));
        environment.putAll(dialects);
        environment.putAll(settings.environment());
        settings.preload().ifPresent(library -> environment.put("LD_PRELOAD", library));
        List<Path> jars =
                List.of(WorkerJvm.place(CSession.class), WorkerJvm.place(Native.class), WorkerJvm.place(Session.class));
        List<String> options = List.of(
                "-D" + CSessionFactory.LIBRARY + "=" + settings.library(),
                // JNA unpacks its own library: not into a folder that everybody may write to.
                "-Djna.tmpdir=" + state.toAbsolutePath());
        return new WorkerJvm(settings.java(), jars, options, environment).process();
    }
}
