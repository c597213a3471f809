package org.vmpilot.lrm.slurm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What endangers leases in a whole cluster, beside what one partition grants. */
final class SiteRemarks {
    private static final Pattern OVERRIDES = Pattern.compile("(?m)^SlurmdParameters\\s*= .*\\bconfig_overrides\\b");
    private static final Pattern FEDERATION = Pattern.compile("Federation: *(\\S+)");

    private SiteRemarks() {}

    /**
     * @param config {@code scontrol show config}
     * @param federation {@code scontrol show federation} where jobs of ours may be started by its other clusters
     * @param accounting why the accounting does not answer
     */
    static List<String> of(
            String config, List<SlurmNode> nodes, Optional<String> federation, Optional<String> accounting) {
        List<String> remarks = new ArrayList<>();
        // 1 is what Slurm takes for a node of which nothing is said.
        boolean measured = nodes.stream().anyMatch(node -> node.realMemory() > 1);
        if (measured && !OVERRIDES.matcher(config).find()) {
            remarks.add(
                    "SlurmdParameters has no config_overrides: a slurmd that is started anew while guests have the node's memory registers with less than"
                            + " RealMemory, and Slurm drains the node (\"Low RealMemory\"). Set it, or RealMemory below the smallest dom0.");
        }
        federation.ifPresent(shown -> {
            Matcher name = FEDERATION.matcher(shown);
            remarks.add(
                    "The cluster is in the federation " + (name.find() ? name.group(1) : "?")
                            + ": its other clusters may start pilot jobs, which are REVOKED here. Set [lrm.slurm] cluster to this cluster's name.");
        });
        accounting.ifPresent(why -> remarks.add("The accounting cannot be asked (" + why
                + "): a job of a lost submit is not found once the controller has forgotten it (MinJobAge). Where there is none, set [lrm.slurm] accounting ="
                + " \"no\"."));
        return remarks;
    }
}
