package org.vmpilot.tests.faults;

import java.util.List;
import org.vmpilot.tests.node.Patience;

/** Somebody who holds a slot's lock for creates and does not carry its mark: no reaper may end him. */
final class Locks {
    private static final String SLEEP = "sleep 99999";

    private Locks() {}

    static void hold(Stage stage) {
        String lock = "/run/vmpilot/locks/" + stage.slot() + ".create";
        stage.start("/bin/sh", "-c", "exec 9>>" + lock + " && flock -s 9 && exec " + SLEEP);
        Patience.await("it is held").until(() -> !holders(stage).isEmpty());
    }

    static void letGo(Stage stage) {
        NodeProcesses.kill(holders(stage));
        stage.awaitOthers();
    }

    private static List<NodeProcesses.Entry> holders(Stage stage) {
        return stage.ground.processes().stream()
                .filter(process -> process.commandLine().equals(SLEEP))
                .toList();
    }
}
