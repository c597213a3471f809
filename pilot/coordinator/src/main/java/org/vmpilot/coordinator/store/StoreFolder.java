package org.vmpilot.coordinator.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The store's folder: private, and held by one coordinator at a time. */
final class StoreFolder implements AutoCloseable {
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");

    private final Path folder;
    private final FileChannel channel;
    private final FileLock lock;

    private StoreFolder(Path folder, FileChannel channel, FileLock lock) {
        this.folder = folder;
        this.channel = channel;
        this.lock = lock;
    }

    /** Makes the folder if it is not there, and takes it. The lock goes with the process, however that ends. */
    static StoreFolder take(Path folder) throws StoreException {
        try {
            if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectories(folder.toAbsolutePath().getParent());
                Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(PRIVATE));
            }
            check(folder);
            return lock(folder);
        } catch (IOException e) {
            throw new StoreException(StoreException.Kind.BROKEN, "state folder " + folder + " cannot be used: " + e, e);
        }
    }

    private static void check(Path folder) throws IOException, StoreException {
        PosixFileAttributes attributes =
                Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isDirectory()) {
            throw notPrivate(folder, "is not a folder");
        }
        String owner = attributes.owner().getName();
        String self = System.getProperty("user.name");
        if (!owner.equals(self)) {
            throw notPrivate(folder, "belongs to " + owner + ", not to " + self + " (chown " + self + ")");
        }
        if (!PRIVATE.containsAll(attributes.permissions())) {
            String mode = PosixFilePermissions.toString(attributes.permissions());
            throw notPrivate(folder, "is open to others: " + mode + " (chmod 700)");
        }
    }

    private static StoreException notPrivate(Path folder, String words) {
        return new StoreException(StoreException.Kind.NOT_PRIVATE, "state folder " + folder + " " + words);
    }

    private static StoreFolder lock(Path folder) throws IOException, StoreException {
        Path file = folder.resolve("coordinator.lock");
        FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            String who = read(channel);
            channel.close();
            throw new StoreException(
                    StoreException.Kind.IN_USE,
                    "state folder " + folder + " is in use by another coordinator"
                            + (who.isEmpty() ? "" : ": pid " + who));
        }
        channel.truncate(0);
        channel.write(
                ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)), 0);
        return new StoreFolder(folder, channel, lock);
    }

    private static String read(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(20);
        int length = channel.read(bytes, 0);
        return length <= 0 ? "" : new String(bytes.array(), 0, length, StandardCharsets.US_ASCII);
    }

    Path database() {
        return folder.resolve("vmpilot.db");
    }

    @Override
    public void close() {
        try {
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException("cannot let go of " + folder, e);
        }
    }
}
