package org.vmpilot.coordinator.config;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.vmpilot.coordinator.document.Kind;
import org.vmpilot.coordinator.document.Kinds;
import org.vmpilot.lrm.embedded.EmbeddedLrm;
import org.vmpilot.lrm.gridengine.GridEngineSettings;
import org.vmpilot.lrm.jna.NativeLrm;
import org.vmpilot.lrm.pbs.PbsSettings;
import org.vmpilot.lrm.slurm.SlurmSettings;

/** The LRMs that {@code [lrm] provider} may name. Each checks its own table. */
final class LrmProviders {
    private static final Map<String, Function<Map<String, String>, List<String>>> CHECKS = Map.of(
            "embedded", EmbeddedLrm::check,
            "grid-engine", GridEngineSettings::check,
            "pbs", PbsSettings::check,
            "slurm", SlurmSettings::check,
            "native", NativeLrm::check);

    static final Kind<String> NAME =
            Kinds.choice(CHECKS.keySet().stream().collect(Collectors.toMap(name -> name, name -> name)));

    private LrmProviders() {}

    /** What is wrong with the provider's settings: {@code key: words}, one text each. */
    static List<String> check(String provider, Map<String, String> settings) {
        return CHECKS.get(provider).apply(settings);
    }
}
