package org.vmpilot.tests.slurm;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.vmpilot.host.SessionCommandRunner;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.slurm.SlurmLrm;
import org.vmpilot.lrm.slurm.SlurmSettings;
import org.vmpilot.tests.lab.Lab;

/** A cluster, and an adapter whose commands run on its master as the account of the pilot jobs. */
record SlurmCluster(Lab lab) implements AutoCloseable {
    /** scontrol changes nodes through sudo, as the shipped sudoers sample lets it. */
    private static final String SCONTROL =
            "sh -c 'case $1 in update) exec sudo -n /usr/bin/scontrol \"$@\";; *) exec scontrol \"$@\";; esac' scontrol";

    Path commands() {
        return lab.commands(Map.of(
                "sbatch", "sbatch", "squeue", "squeue", "scancel", "scancel", "sacct", "sacct", "scontrol", SCONTROL));
    }

    Lrm open() {
        return SlurmLrm.open(settings(Map.of()), new SessionCommandRunner(), InstantSource.system());
    }

    SlurmSettings settings(Map<String, String> more) {
        Map<String, String> table =
                new HashMap<>(Map.of("owner", "vmjob", "commands", commands().toString(), "settle", "2s"));
        table.putAll(more);
        return SlurmSettings.of(table);
    }

    @Override
    public void close() {
        lab.close();
    }
}
