package org.vmpilot.lrm.slurm;

import java.time.InstantSource;
import java.util.Optional;
import org.ggf.drmaa.DrmaaException;
import org.vmpilot.host.CommandRunner;
import org.vmpilot.lrm.DrmaaLrm;
import org.vmpilot.lrm.Identities;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.commands.CommandsSession;
import org.vmpilot.lrm.commands.SessionOptions;

/** Slurm as the coordinator sees it: our own DRMAA session over its commands, joined with its dialect. */
public final class SlurmLrm {
    private SlurmLrm() {}

    /** Asks nobody yet: the cluster may come later. */
    public static Lrm open(SlurmSettings settings, CommandRunner runner, InstantSource clock) {
        Identities identities = new Identities();
        Cluster cluster = new Cluster(settings, runner);
        SlurmCommands commands = new SlurmCommands(settings, cluster, identities, Optional.empty());
        CommandsSession session = new CommandsSession(commands, SessionOptions.plain());
        try {
            session.initKeepingNothing();
        } catch (DrmaaException e) {
            throw new IllegalStateException("a new session that is kept nowhere", e);
        }
        return new DrmaaLrm(session, new SlurmDialect(settings, cluster, identities, clock));
    }
}
