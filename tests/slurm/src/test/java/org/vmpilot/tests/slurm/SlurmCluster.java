package org.vmpilot.tests.slurm;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.vmpilot.host.SessionCommandRunner;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.lrm.NodeState;
import org.vmpilot.lrm.slurm.SlurmLrm;
import org.vmpilot.lrm.slurm.SlurmSettings;
import org.vmpilot.tests.lab.Lab;
import org.vmpilot.tests.lab.Patience;

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

    /** Whatever was changed before this is saved when a job that was submitted after it is: the state is written as a whole. */
    void awaitSaved() {
        String marker = "saved" + System.identityHashCode(new Object());
        lab.run("exec", "master", "sbatch", "--hold", "--job-name=" + marker, "--wrap=true");
        Patience.await("the controller has saved its jobs")
                .until(() -> lab.attempt("exec", "master", "grep", "-q", marker, "/var/lib/slurm/ctld/job_state")
                                .exitCode()
                        == 0);
        lab.run("exec", "master", "scancel", "--name=" + marker);
    }

    /** The controller begins anew: no job, and ids from the first. */
    void forget() {
        lab.run("stop", "master");
        lab.run("exec", "master", "sh", "-c", "rm -rf /var/lib/slurm/ctld/*");
        lab.run("start", "master");
        awaitNodes();
    }

    void ensureUp() {
        if (lab.attempt("exec", "master", "pgrep", "-x", "slurmctld").exitCode() != 0) {
            lab.run("start", "master");
            awaitNodes();
        }
    }

    private void awaitNodes() {
        Patience.await("every node answers")
                .until(() ->
                        lab.run("exec", "master", "sinfo", "--noheader", "--Node", "--partition=batch", "--responding")
                                        .lines()
                                        .count()
                                == Lab.NODES.size());
    }

    /** Only those that are drained: for a second Slurm takes one that was not for silent, and its next job begins 10 s late. */
    void undrain() throws LrmException {
        try (Lrm look = open()) {
            for (NodeState node : look.nodes()) {
                if (node.drained()) {
                    lab.run("exec", "master", "scontrol", "update", "NodeName=" + node.node(), "State=UNDRAIN");
                }
            }
        }
    }

    @Override
    public void close() {
        lab.close();
    }
}
