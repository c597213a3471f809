package org.vmpilot.lrm.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ggf.drmaa.AlreadyActiveSessionException;
import org.vmpilot.lrm.DrmaaLrm;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.worker.WorkerChannel;
import org.vmpilot.lrm.worker.WorkerSession;

/** The embedded LRM as the coordinator sees it: a client of the daemon's socket. */
public final class EmbeddedLrm {
    /** The daemon's socket. */
    public static final String SOCKET = "socket";

    /** The longest that one call may take. */
    public static final String DEADLINE = "deadline";

    private static final List<String> KEYS = List.of(SOCKET, DEADLINE);
    private static final String DEFAULT_SOCKET = "/var/lib/vmpilot-lrm/socket";
    private static final String DEFAULT_DEADLINE = "20s";
    private static final int SOCKET_PATH_LIMIT = 107;

    private EmbeddedLrm() {}

    /** All that is wrong with the table {@code [lrm.embedded]}, each naming its key; nothing is touched. Empty: it can be opened. */
    public static List<String> check(Map<String, String> settings) {
        List<String> errors = new ArrayList<>();
        new TreeMap<>(settings)
                .keySet().stream()
                        .filter(key -> !KEYS.contains(key))
                        .forEach(key -> errors.add(key + ": unknown key" + Suggestion.among(key, KEYS)));
        String socket = settings.getOrDefault(SOCKET, DEFAULT_SOCKET);
        if (!socket.startsWith("/") || socket.length() > SOCKET_PATH_LIMIT) {
            errors.add(SOCKET + ": '" + socket + "': it must be an absolute path of at most " + SOCKET_PATH_LIMIT
                    + " characters");
        }
        if (deadline(settings).isEmpty()) {
            errors.add(DEADLINE + ": '" + settings.get(DEADLINE) + "': it must be a time like \"20s\", at least 1s");
        }
        return errors;
    }

    private static Optional<Duration> deadline(Map<String, String> settings) {
        return ConfigTable.asDuration(settings.getOrDefault(DEADLINE, DEFAULT_DEADLINE))
                .filter(time -> time.toMillis() >= 1000);
    }

    /**
     * Asks nobody yet: a daemon that is not there makes the calls fail as UNREACHABLE, and is found when it is back.
     *
     * @throws IllegalArgumentException the settings did not pass {@link #check}
     */
    public static Lrm open(Map<String, String> settings) {
        List<String> errors = check(settings);
        if (!errors.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", errors));
        }
        Path socket = Path.of(settings.getOrDefault(SOCKET, DEFAULT_SOCKET));
        WorkerSession session = new WorkerSession(
                WorkerChannel.unixSocket(socket), deadline(settings).orElseThrow());
        try {
            session.initKeepingNothing(socket.toString());
        } catch (AlreadyActiveSessionException e) {
            throw new IllegalStateException(e);
        }
        return DrmaaLrm.overIds(session, new EmbeddedDialect(session, InstantSource.system()));
    }
}
