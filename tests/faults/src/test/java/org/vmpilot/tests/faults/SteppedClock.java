package org.vmpilot.tests.faults;

/**
 * A wall clock of a node's own: libfaketime in the agent (through {@code java} in node.conf) and a {@code date} for the scripts. The machine's
 * clock stays as it is, and so does the uptime, as on a real machine whose clock is set. Without FAKETIME_FORCE_MONOTONIC_FIX=0 every timed wait of a
 * JVM returns at once.
 */
final class SteppedClock {
    private static final String OFFSET = "/run/clock";
    private static final String PRELOAD = """
            #!/bin/sh
            for library in /usr/lib/*/faketime/libfaketimeMT.so.1; do
                [ -f "$library" ] || exec %s "$@"
            done
            exec env LD_PRELOAD="$library" FAKETIME_TIMESTAMP_FILE=/run/clock FAKETIME_CACHE_DURATION=1 \\
                FAKETIME_DONT_FAKE_MONOTONIC=1 DONT_FAKE_MONOTONIC=1 FAKETIME_FORCE_MONOTONIC_FIX=0 %s "$@"
            """;

    private SteppedClock() {}

    static void install(Stage stage) {
        stage.ground.write(OFFSET, "+0\n");
        stage.ground.write("/etc/vmpilot/java", PRELOAD.formatted("/usr/bin/java", "/usr/bin/java"));
        stage.ground.write("/usr/local/sbin/date", PRELOAD.formatted("/bin/date", "/bin/date"));
        stage.sh("chmod 700 /etc/vmpilot/java; chmod 755 /usr/local/sbin/date");
    }

    static void step(Stage stage, String seconds) {
        stage.ground.write(OFFSET, seconds + "\n");
        stage.sh("date -u");
    }

    static void remove(Stage stage) {
        stage.ground.delete("/usr/local/sbin/date");
    }
}
