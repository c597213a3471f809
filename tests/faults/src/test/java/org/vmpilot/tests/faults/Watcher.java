package org.vmpilot.tests.faults;

/** Looks at the node all the time while a case is played, whatever the case is busy with. */
final class Watcher {
    private static final long BETWEEN_LOOKS_MS = 15;

    private final Thread thread;
    private volatile boolean over;

    Watcher(Stage stage, Sightings seen) {
        thread = new Thread(
                () -> {
                    while (!over) {
                        seen.look(stage);
                        Beat.pause(BETWEEN_LOOKS_MS);
                    }
                },
                "watcher");
        thread.setDaemon(true);
        thread.start();
    }

    void stop() throws InterruptedException {
        over = true;
        thread.join();
    }
}
