package org.vmpilot.lrm.pbs;

import java.util.Properties;
import org.ggf.drmaa.Session;
import org.ggf.drmaa.SessionFactory;
import org.vmpilot.host.SessionCommandRunner;
import org.vmpilot.lrm.commands.CommandsSession;
import org.vmpilot.lrm.commands.Programs;
import org.vmpilot.lrm.commands.ProviderProperties;

/**
 * What {@code SessionFactory.getFactory()} finds in {@code drmaa-pbs.jar}. Settings are system properties, see {@link
 * ProviderProperties}, with the keys of {@link PbsSettings}; see the README beside the jar's source.
 */
public final class PbsSessionFactory extends SessionFactory {
    private Session session;

    /** One session a process, as the standard wants it. */
    @Override
    public synchronized Session getSession() {
        if (session == null) {
            session = session(System.getProperties());
        }
        return session;
    }

    /** @throws IllegalArgumentException names every wrong key */
    static CommandsSession session(Properties properties) {
        ProviderProperties own = ProviderProperties.of("pbs", properties);
        PbsSettings settings = PbsSettings.of(own.settings());
        Programs programs = new Programs(
                new SessionCommandRunner(), settings.commands(), settings.environment(), settings.deadline());
        PbsCommands commands = new PbsCommands(
                programs, new Qstat(programs), settings.settle(), own.options().exitFolder());
        return new CommandsSession(commands, own.options());
    }
}
