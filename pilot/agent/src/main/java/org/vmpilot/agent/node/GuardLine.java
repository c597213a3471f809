package org.vmpilot.agent.node;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The slot's line to its guard: a FIFO of which only this process holds the writing end. When it ends, by whatever death of the
 * agent, the guard sees the end of the file and brings the node home.
 */
public final class GuardLine {
    private static final byte[] ARMED = "armed\n".getBytes(StandardCharsets.US_ASCII);

    private final Path fifo;
    /** Open for as long as the process lives; never closed. */
    private OutputStream line;

    public GuardLine(Path fifo) {
        this.fifo = fifo;
    }

    /**
     * Waits until the guard reads: it opens its end only when it has left the job's session, groups and cgroup. There is no time
     * limit in here; the start allowance is the caller's.
     */
    public void arm() throws IOException {
        // A file of another kind would be opened at once, with nobody behind it.
        if (!Files.readAttributes(fifo, BasicFileAttributes.class).isOther()) {
            throw new IOException(fifo + " is no FIFO");
        }
        line = new FileOutputStream(fifo.toFile());
        line.write(ARMED);
    }
}
