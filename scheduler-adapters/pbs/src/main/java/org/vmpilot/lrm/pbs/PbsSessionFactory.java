package org.vmpilot.lrm.pbs;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ggf.drmaa.Session;
import org.ggf.drmaa.SessionFactory;
import org.vmpilot.host.SessionCommandRunner;
import org.vmpilot.lrm.commands.CommandsSession;
import org.vmpilot.lrm.commands.Programs;
import org.vmpilot.lrm.commands.SessionOptions;

/**
 * What {@code SessionFactory.getFactory()} finds in {@code drmaa-pbs.jar}. Settings are system properties {@code drmaa.pbs.KEY}: the keys of {@link
 * PbsSettings}, and {@code sessions}, {@code exit_files}, {@code category.NAME}; see the README beside the jar's source.
 */
public final class PbsSessionFactory extends SessionFactory {
    private static final String PREFIX = "drmaa.pbs.";
    private static final String CATEGORY = "category.";

    private Session session;

    /** One session a process, as the standard wants it. */
    @Override
    public synchronized Session getSession() {
        if (session == null) {
            session = session(properties());
        }
        return session;
    }

    private static Map<String, String> properties() {
        Map<String, String> table = new TreeMap<>();
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith(PREFIX))
                .forEach(name -> table.put(name.substring(PREFIX.length()), System.getProperty(name)));
        return table;
    }

    /** @throws IllegalArgumentException names every wrong key */
    static CommandsSession session(Map<String, String> table) {
        Map<String, String> left = new TreeMap<>(table);
        Path home = Path.of(System.getProperty("user.home"));
        Path sessions =
                Optional.ofNullable(left.remove("sessions")).map(Path::of).orElse(home.resolve(".drmaa-pbs"));
        Optional<Path> exits = Optional.ofNullable(left.remove("exit_files")).map(Path::of);
        Map<String, String> categories = new TreeMap<>();
        table.forEach((key, value) -> {
            if (key.startsWith(CATEGORY)) {
                categories.put(key.substring(CATEGORY.length()), left.remove(key));
            }
        });
        PbsSettings settings = PbsSettings.of(left);
        Programs programs = new Programs(
                new SessionCommandRunner(), settings.commands(), settings.environment(), settings.deadline());
        SessionOptions plain = SessionOptions.plain();
        return new CommandsSession(
                new PbsCommands(programs, new Qstat(programs), settings.settle(), exits),
                new SessionOptions(
                        Optional.of(sessions), exits, categories, plain.fresh(), plain.pollMin(), plain.pollMax()));
    }
}
