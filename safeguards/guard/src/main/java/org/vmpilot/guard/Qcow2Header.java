package org.vmpilot.guard;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.vmpilot.host.TrustedFile;

/**
 * Looks whether a qcow2 image names another file. The toolstack would open that file as root: an image that a user wrote, or
 * that a guest wrote into a raw disk, could so read any file of dom0. (Format: QEMU's docs/interop/qcow2.txt.)
 */
final class Qcow2Header {
    private static final int MAGIC = 0x514649fb;
    private static final int LENGTH = 80;
    private static final int BACKING_OFFSET = 8;
    private static final int INCOMPATIBLE_FEATURES = 72;
    private static final int EXTERNAL_DATA = 1 << 2;

    private Qcow2Header() {}

    /** Why the image cannot be given to a guest; empty: it can. */
    static Optional<String> objection(Path image) {
        try {
            TrustedFile.checkWriters(image);
        } catch (IOException e) {
            return Optional.of("has a header that others could change: " + e.getMessage());
        }
        ByteBuffer header = ByteBuffer.allocate(LENGTH);
        try (FileChannel channel = FileChannel.open(image, StandardOpenOption.READ)) {
            int read = 0;
            while (read >= 0 && header.hasRemaining()) {
                read = channel.read(header);
            }
        } catch (IOException e) {
            return Optional.of("cannot be read");
        }
        if (header.position() < INCOMPATIBLE_FEATURES || header.getInt(0) != MAGIC) {
            return Optional.of("is not a qcow2 image");
        }
        if (header.getLong(BACKING_OFFSET) != 0) {
            return Optional.of("has a backing file, which this node does not follow (flatten it: qemu-img convert)");
        }
        boolean third = header.getInt(4) >= 3;
        if (third && (header.position() < LENGTH || (header.getLong(INCOMPATIBLE_FEATURES) & EXTERNAL_DATA) != 0)) {
            return Optional.of("keeps its data in another file, which this node does not follow");
        }
        return Optional.empty();
    }
}
