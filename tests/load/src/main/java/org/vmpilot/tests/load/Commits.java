package org.vmpilot.tests.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * SQLite's own count of transactions: the field iChange of the WAL index's header, which each one that is committed increments (SQLite, "WAL-mode File Format", 2.1). It
 * counts from the last opening of the database.
 */
public final class Commits {
    private static final int CHANGE_COUNTER = 8;

    private Commits() {}

    /** @param database the file whose WAL index lies beside it */
    public static long of(Path database) throws IOException {
        Path index = database.resolveSibling(database.getFileName() + "-shm");
        ByteBuffer counter = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder());
        try (FileChannel channel = FileChannel.open(index, StandardOpenOption.READ)) {
            if (channel.read(counter, CHANGE_COUNTER) != Integer.BYTES) {
                throw new IOException(index + " has no header");
            }
        }
        return Integer.toUnsignedLong(counter.getInt(0));
    }
}
