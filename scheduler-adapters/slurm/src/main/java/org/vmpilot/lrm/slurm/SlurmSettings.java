package org.vmpilot.lrm.slurm;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.lrm.ProviderTable;

/**
 * The table {@code [lrm.slurm]} of the coordinator's configuration, checked.
 *
 * @param commands folder of sbatch, squeue, scancel, scontrol, sacct
 * @param conf what SLURM_CONF names; empty: the commands' own default
 * @param owner the account whose jobs are ours
 * @param cluster where jobs are submitted to: keeps those of a member of a federation in it; empty: as Slurm decides
 * @param operator how nodes are drained and resumed
 * @param accounting whether history is asked for with sacct
 * @param settle see {@link org.vmpilot.lrm.Lrm#settleTime}
 * @param deadline of each command; commands of a cluster that is down take 9 s to say so
 */
public record SlurmSettings(
        Path commands,
        Optional<Path> conf,
        String owner,
        Optional<String> cluster,
        Operator operator,
        Accounting accounting,
        Duration settle,
        Duration deadline) {

    /** Who may say {@code scontrol update NodeName=…}. */
    public enum Operator {
        /** Our account is an operator of Slurm's. */
        SELF,
        /** {@code sudo -n scontrol}, as conf/sudoers.d/vmpilot-slurm grants it. */
        SUDO
    }

    /** Whether there is a sacct that answers. */
    public enum Accounting {
        /** It is asked; "accounting storage is disabled" is taken for no. */
        AUTO,
        YES,
        NO
    }

    /** @throws IllegalArgumentException names every wrong key, one a line */
    public static SlurmSettings of(Map<String, String> table) {
        return ProviderTable.read(table, SlurmSettings::read);
    }

    /** What is wrong with the table: {@code key: words}, one text each. */
    public static List<String> check(Map<String, String> table) {
        return ProviderTable.check(table, SlurmSettings::read);
    }

    private static SlurmSettings read(ProviderTable table) {
        return new SlurmSettings(
                table.path("commands", "/usr/bin"),
                table.maybePath("conf"),
                table.word("owner", System.getProperty("user.name")),
                table.maybeWord("cluster"),
                table.choice("operator", Operator.SELF),
                table.choice("accounting", Accounting.AUTO),
                table.duration("settle", "30s"),
                table.duration("deadline", "30s"));
    }

    Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        // What sbatch runs with is the job's: a gang looks for srun by it.
        environment.put("PATH", commands + ":/usr/local/bin:/usr/bin:/bin");
        conf.ifPresent(file -> environment.put("SLURM_CONF", file.toString()));
        return environment;
    }
}
