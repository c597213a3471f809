package org.vmpilot.host;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** The processes of a session that {@code setsid} made: all that a command started and that did not leave it. */
record ProcessSession(long id) {
    private static final Duration KILL_PATIENCE = Duration.ofSeconds(2);
    private static final Duration KILL_LOOK = Duration.ofMillis(20);

    /** Kills until nobody is left; false: somebody is stuck in the kernel. */
    boolean kill() throws InterruptedException {
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
