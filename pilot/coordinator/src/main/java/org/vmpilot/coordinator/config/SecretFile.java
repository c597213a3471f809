package org.vmpilot.coordinator.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
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
        return read(file, Optional.empty(), form);
    }

    private static <T> T read(Path file, Optional<Path> stateFolder, Function<String, T> form) throws IOException {
        try {
            checkOwnerAndMode(file, stateFolder);
            return form.apply(Files.readString(file).strip());
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + file + " (vmpilot key new " + file + " makes one)", e);
        } catch (AccessDeniedException e) {
            throw new IOException(file + " cannot be looked at: " + e.getFile() + " is closed to this account", e);
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

    /**
     * What is wrong with the file, in words for people.
     *
     * @param stateFolder the coordinator's; its owner, if it is there, is the account that must be able to read the file
     */
    static Optional<String> fault(Path file, Path stateFolder, Function<String, ?> form) {
        try {
            read(file, Optional.of(stateFolder), form);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e.getMessage());
        }
    }

    private static void checkOwnerAndMode(Path file, Optional<Path> stateFolder) throws IOException {
        if (!Files.isRegularFile(file) && Files.exists(file)) {
            throw new IOException(file + " is not a regular file");
        }
        Optional<String> fault = Ownership.of(file, stateFolder).fault();
        if (fault.isPresent()) {
            throw new IOException(fault.get());
        }
        if (!OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
            throw new IOException(file + " is open to others (chmod 600 " + file + ")");
        }
        if (Files.size(file) > MOST_BYTES) {
            throw new IOException(file + " is too long for a secret");
        }
    }
}
