package org.vmpilot.lrm.slurm;

import org.ggf.drmaa.Session;
import org.ggf.drmaa.SessionFactory;
import org.vmpilot.host.SessionCommandRunner;
import org.vmpilot.lrm.Identities;
import org.vmpilot.lrm.commands.CommandsSession;
import org.vmpilot.lrm.commands.ProviderProperties;

/**
 * What {@code SessionFactory.getFactory()} finds in {@code drmaa-slurm.jar}. Settings are system properties {@code drmaa.slurm.KEY}: the
 * keys of {@link SlurmSettings}, and those of {@link ProviderProperties}; see the README beside the jar's source.
 */
public final class SlurmSessionFactory extends SessionFactory {
    private Session session;

    /** One session a process, as the standard wants it. */
    @Override
    public synchronized Session getSession() {
        if (session == null) {
            ProviderProperties properties = ProviderProperties.of("slurm", System.getProperties());
            SlurmSettings settings = SlurmSettings.of(properties.settings());
            Cluster cluster = new Cluster(settings, new SessionCommandRunner());
            SlurmCommands commands = new SlurmCommands(
                    settings, cluster, new Identities(), properties.options().exitFolder());
            session = new CommandsSession(commands, properties.options());
        }
        return session;
    }
}
