package org.vmpilot.killall.pilots;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.vmpilot.host.SessionCommandRunner;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.embedded.EmbeddedLrm;
import org.vmpilot.lrm.gridengine.GridEngineLrm;
import org.vmpilot.lrm.gridengine.GridEngineSettings;
import org.vmpilot.lrm.pbs.PbsLrm;
import org.vmpilot.lrm.pbs.PbsSettings;
import org.vmpilot.lrm.slurm.SlurmLrm;
import org.vmpilot.lrm.slurm.SlurmSettings;

/**
 * The LRM that killall.conf names.
 *
 * @param provider as in the coordinator's {@code [lrm] provider}
 * @param settings as in its table of that LRM
 */
public record LrmChoice(String provider, Map<String, String> settings) {
    /** Whose jobs are ours: the coordinator's account, which is seldom the one of whoever calls kill-all. */
    public static final String OWNER = "owner";

    private record Provider(
            boolean hasOwner,
            Function<Map<String, String>, List<String>> check,
            Function<Map<String, String>, Lrm> open) {}

    private static final Map<String, Provider> PROVIDERS = new TreeMap<>(Map.of(
            "embedded", new Provider(false, EmbeddedLrm::check, EmbeddedLrm::open),
            "grid-engine", new Provider(true, GridEngineSettings::check, LrmChoice::gridEngine),
            "pbs", new Provider(true, PbsSettings::check, LrmChoice::pbs),
            "slurm", new Provider(true, SlurmSettings::check, LrmChoice::slurm)));

    public LrmChoice {
        settings = Map.copyOf(settings);
    }

    /** The names that {@code lrm} may have. */
    public static List<String> providers() {
        return List.copyOf(new TreeSet<>(PROVIDERS.keySet()));
    }

    /** What is wrong with the settings, {@code key: words}, one text each; the provider is one of {@link #providers}. */
    public List<String> faults() {
        Provider chosen = PROVIDERS.get(provider);
        List<String> faults = new ArrayList<>(chosen.check().apply(settings));
        if (chosen.hasOwner() && !settings.containsKey(OWNER)) {
            faults.add(OWNER + ": must be given: the account that the coordinator submits with");
        }
        return faults;
    }

    /** Asks nobody yet. */
    Lrm open() {
        // log4j's API is here for the adapters, its core is not, and it need not say so.
        System.setProperty("log4j2.StatusLogger.level", "OFF");
        return PROVIDERS.get(provider).open().apply(settings);
    }

    /** The folder would be for drains, and kill-all drains nothing. */
    private static Lrm gridEngine(Map<String, String> settings) {
        return GridEngineLrm.open(
                GridEngineSettings.of(settings),
                new SessionCommandRunner(),
                InstantSource.system(),
                Path.of("/nonexistent"));
    }

    private static Lrm pbs(Map<String, String> settings) {
        return PbsLrm.open(PbsSettings.of(settings), new SessionCommandRunner(), InstantSource.system());
    }

    private static Lrm slurm(Map<String, String> settings) {
        return SlurmLrm.open(SlurmSettings.of(settings), new SessionCommandRunner(), InstantSource.system());
    }
}
