package org.vmpilot.killall;

import java.io.IOException;
import java.util.Optional;
import org.vmpilot.killall.fanout.NodeResult;

/**
 * Where a run's results go as they come: the journal, if there is one. A journal that can no longer be written stops nothing: that is said
 * once, and the run goes on.
 */
final class RunRecord implements AutoCloseable {
    private interface Write {
        void to(Journal journal) throws IOException;
    }

    private final Terminal terminal;
    private Optional<Journal> journal;
    private boolean unsynced;

    RunRecord(Optional<Journal> journal, Terminal terminal) {
        this.journal = journal;
        this.terminal = terminal;
    }

    synchronized void result(NodeResult result) {
        unsynced = true;
        write(to -> to.result(result));
    }

    synchronized void certificate(String node, String slot, String json) {
        write(to -> to.certificate(node, slot, json));
    }

    synchronized void sync() {
        if (unsynced) {
            unsynced = false;
            write(Journal::sync);
        }
    }

    synchronized void over() {
        write(Journal::over);
    }

    @Override
    public synchronized void close() {
        write(Journal::close);
    }

    private void write(Write write) {
        if (journal.isPresent()) {
            try {
                write.to(journal.get());
            } catch (IOException e) {
                journal = Optional.empty();
                terminal.say("the journal cannot be written (" + e.getMessage() + "); going on without it");
            }
        }
    }
}
