package org.vmpilot.coordinator.config;

import java.util.List;
import java.util.Map;
import java.util.Set;
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

    /** What each can add to the jobs of a queue. */
    private static final Map<String, Set<String>> QUEUE_OPTIONS = Map.of(
            "slurm", Set.of("qos", "reservation", "priority", "options"),
            "grid-engine", Set.of("reservation", "priority", "options"),
            "pbs", Set.of("priority", "options"));

    private LrmProviders() {}

    /** Which keys of {@code [[queue]]} the provider has an option for; those of a C library are its dialect's. */
    static Set<String> queueOptions(CoordinatorConfig.Lrm lrm) {
        String speaks =
                lrm.provider().equals("native") ? lrm.settings().getOrDefault("dialect", "none") : lrm.provider();
        return QUEUE_OPTIONS.getOrDefault(speaks, Set.of());
    }

    /** What is wrong with the provider's settings: {@code key: words}, one text each. */
    static List<String> check(String provider, Map<String, String> settings) {
        return CHECKS.get(provider).apply(settings);
    }
}
