package org.vmpilot.host;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The processes of a session that {@code setsid} made: all that a command started and that did not leave it.
 *
 * @param leader who made it, as it was when it began; empty: it had ended before it was looked at
 */
record ProcessSession(long id, Optional<ProcessId> leader) {
    /** A killed JVM on a node that is short of processor time and memory needs seconds to be gone. */
    private static final Duration KILL_PATIENCE = Duration.ofSeconds(5);

    private static final Duration KILL_LOOK = Duration.ofMillis(20);

    /** The session of a child that was started through {@code setsid}, told right after its start. */
    static ProcessSession of(Process child) {
        return new ProcessSession(child.pid(), ProcessId.of(child.pid()));
    }

    /** Kills until nobody is left; false: somebody is stuck in the kernel. */
    boolean kill() throws InterruptedException {
        Optional<ProcessId> now = ProcessId.of(id);
        if (now.isPresent() && !now.equals(leader)) {
            // A stranger has the number: the kernel gives it away again only when nobody is left in the session that
            // bore it.
            return true;
        }
        long looks = KILL_PATIENCE.toMillis() / KILL_LOOK.toMillis();
        for (long look = 0; look < looks; look++) {
            List<ProcessId> members = members();
            if (members.isEmpty()) {
                return true;
            }
            members.forEach(ProcessId::kill);
            Pause.system().of(KILL_LOOK);
        }
        return members().isEmpty();
    }

    private List<ProcessId> members() {
        try {
            return ProcessStat.all().stream()
                    .filter(stat -> stat.session() == id || stat.pid() == id)
                    .map(ProcessStat::id)
                    .filter(ProcessId::isAlive)
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException("/proc cannot be read", e);
        }
    }
}
