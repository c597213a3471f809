package org.vmpilot.coordinator.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** A file with a secret: root's or our own account's, closed to everybody else. No message repeats what is in it. */
final class SecretFile {
    private static final Set<PosixFilePermission> OWNERS =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final int MOST_BYTES = 4096;
    private static final int SECRET_BYTES = 32;

    private SecretFile() {}

    /**
     * Reads the secret.
     *
     * @param form what the text must be; its IllegalArgumentException's words must not repeat the text
     * @throws IOException in words for people: missing, not ours, open to others, not of this form
     */
    static <T> T read(Path file, Function<String, T> form) throws IOException {
        try {
            checkOwnerAndMode(file);
            return form.apply(Files.readString(file).strip());
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + file + " (vmpilot key new " + file + " makes one)", e);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Makes a file of 256 random bits as 64 hexadecimal digits, 0600 and on disk.
     *
     * @throws java.nio.file.FileAlreadyExistsException if there is such a file; it is left as it is
     */
    static void make(Path file, SecureRandom random) throws IOException {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        ByteBuffer text = StandardCharsets.US_ASCII.encode(HexFormat.of().formatHex(secret) + "\n");
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNERS))) {
            while (text.hasRemaining()) {
                channel.write(text);
            }
            channel.force(true);
        }
    }

    /** What is wrong with the file, in words for people. */
    static Optional<String> fault(Path file, Function<String, ?> form) {
        try {
            read(file, form);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e.getMessage());
        }
    }

    private static void checkOwnerAndMode(Path file) throws IOException {
        if (!Files.isRegularFile(file) && Files.exists(file)) {
            throw new IOException(file + " is not a regular file");
        }
        int owner = (Integer) Files.getAttribute(file, "unix:uid");
        int self = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        if (owner != 0 && owner != self) {
            throw new IOException(file + " belongs to user " + owner + "; it must be root's or the service account's");
        }
        if (!OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
            throw new IOException(file + " is open to others (chmod 600 " + file + ")");
        }
        if (Files.size(file) > MOST_BYTES) {
            throw new IOException(file + " is too long for a secret");
        }
    }
}
