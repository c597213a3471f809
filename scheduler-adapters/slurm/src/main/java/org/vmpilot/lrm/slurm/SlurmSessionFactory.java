package org.vmpilot.lrm.slurm;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.ggf.drmaa.Session;
import org.ggf.drmaa.SessionFactory;
import org.vmpilot.host.SessionCommandRunner;
import org.vmpilot.lrm.commands.CommandsSession;
import org.vmpilot.lrm.commands.Identities;
import org.vmpilot.lrm.commands.SessionOptions;

/**
 * What DRMAA's own look-up finds where this jar is on the class path. System properties {@code vmpilot.slurm.KEY} are the keys of
 * {@code [lrm.slurm]}; {@code vmpilot.slurm.sessions} names a folder in which sessions are kept, so that another process can return to one.
 */
public final class SlurmSessionFactory extends SessionFactory {
    private static final String PREFIX = "vmpilot.slurm.";
    private static final String SESSIONS = "sessions";

    private Session session;

    @Override
    public synchronized Session getSession() {
        if (session == null) {
            Map<String, String> table = table();
            String folder = table.remove(SESSIONS);
            SlurmSettings settings = SlurmSettings.of(table);
            SessionOptions options = SessionOptions.plain();
            Cluster cluster = new Cluster(settings, new SessionCommandRunner());
            session = new CommandsSession(
                    new SlurmCommands(settings, cluster, new Identities()),
                    folder == null ? options : options.keptIn(Path.of(folder)));
        }
        return session;
    }

    private static Map<String, String> table() {
        Map<String, String> table = new HashMap<>();
        for (String name : System.getProperties().stringPropertyNames()) {
            if (name.startsWith(PREFIX)) {
                table.put(name.substring(PREFIX.length()), System.getProperty(name));
            }
        }
        return table;
    }
}
