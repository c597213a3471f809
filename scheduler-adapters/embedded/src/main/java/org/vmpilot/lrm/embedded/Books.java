package org.vmpilot.lrm.embedded;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** The ledger with its journal: what is in the one is in the other. Not for several threads. */
final class Books implements Closeable {
    private static final Logger LOG = LogManager.getLogger(Books.class);
    private static final int FEW_LINES = 2000;
    private static final int LINES_PER_EVENT = 4;

    private final Ledger ledger = new Ledger();
    private final Journal journal;

    /** @throws IOException the journal cannot be read; the message names file and line */
    Books(Path file) throws IOException {
        journal = Journal.open(file);
        int line = 0;
        for (LedgerEvent event : journal.read()) {
            line++;
            try {
                ledger.prepare(event).run();
            } catch (IllegalStateException e) {
                throw new IOException(file + ":" + line + ": " + e.getMessage(), e);
            }
        }
    }

    Ledger ledger() {
        return ledger;
    }

    /** @throws IOException it could not be made durable, and has not happened */
    void record(LedgerEvent event) throws IOException {
        Runnable step = ledger.prepare(event);
        String line = journal.append(event);
        step.run();
        LOG.info(line);
    }

    /** Writes the journal anew when most of it is history. */
    void tidy() {
        if (journal.lines() < FEW_LINES) {
            return;
        }
        List<LedgerEvent> events = ledger.events();
        if (journal.lines() < (long) LINES_PER_EVENT * events.size()) {
            return;
        }
        try {
            journal.rewrite(events);
        } catch (IOException e) {
            LOG.warn("the journal stays as long as it is: {}", e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }
}
