package org.vmpilot.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** Files that only their owner can have written: configuration and keys are read through here. */
public final class TrustedFile {
    private static final Set<PosixFilePermission> WRITERS =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
    private static final Set<PosixFilePermission> READERS =
            Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

    private static final int OTHERS_WRITE = 0022;
    private static final int STICKY = 01000;

    private TrustedFile() {}

    /**
     * Reads a file that root or this process's own account owns and nobody else can write.
     *
     * @param limit the most bytes that such a file may have
     * @throws IOException with words for people, naming the file and what would be right
     */
    public static String read(Path file, int limit) throws IOException {
        checkOwner(file);
        checkMode(file, WRITERS, "chmod go-w");
        return content(file, limit);
    }

    /** Likewise, and nobody else can read it. */
    public static String readSecret(Path file, int limit) throws IOException {
        checkOwner(file);
        return readOthersSecret(file, limit);
    }

    /** Reads a file that nobody but its owner, whoever that is, can read or write: for what is only ever said to that owner's own program. */
    public static String readOthersSecret(Path file, int limit) throws IOException {
        checkMode(file, WRITERS, "chmod 0600");
        checkMode(file, READERS, "chmod 0600");
        return content(file, limit);
    }

    /**
     * Checks that only root or this process's own account can put another file in this one's place: all folders on its way are theirs, and nobody else can write
     * in them, but where a file's owner alone can move it away (the sticky bit, as of /tmp): what lies there on the way, be it the file itself, is theirs too.
     *
     * @throws IOException with words for people, naming the folder and what would be right
     */
    public static void checkFolders(Path file) throws IOException {
        Path below = file.toAbsolutePath();
        for (Path folder = below.getParent(); folder != null; folder = folder.getParent()) {
            int mode = (Integer) Files.getAttribute(folder, "unix:mode");
            if ((mode & OTHERS_WRITE) != 0) {
                if ((mode & STICKY) == 0) {
                    throw new IOException(folder + ": others than its owner can write in it; chmod go-w " + folder);
                }
                checkUid(below);
            }
            checkUid(folder);
            below = folder;
        }
    }

    /** Checks that only root or this process's own account can write the file itself. */
    public static void checkWriters(Path file) throws IOException {
        if (((Integer) Files.getAttribute(file, "unix:mode") & OTHERS_WRITE) != 0) {
            throw new IOException(file + ": others than its owner can write it; chmod go-w " + file);
        }
        checkUid(file);
    }

    /** By number: a name may be asked of a server that is slow. */
    private static void checkUid(Path file) throws IOException {
        int uid = (Integer) Files.getAttribute(file, "unix:uid");
        if (uid != 0 && uid != (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid")) {
            throw new IOException(file + ": belongs to the account with number " + uid + "; it must belong to root");
        }
    }

    private static void checkOwner(Path file) throws IOException {
        String owner = attributes(file).owner().getName();
        if (!owner.equals("root") && !owner.equals(self())) {
            throw new IOException(file + ": belongs to " + owner + "; it must belong to root or to " + self());
        }
    }

    private static PosixFileAttributes attributes(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + ": no such file");
        }
        return Files.readAttributes(file, PosixFileAttributes.class);
    }

    private static void checkMode(Path file, Set<PosixFilePermission> forbidden, String remedy) throws IOException {
        PosixFileAttributes attributes = attributes(file);
        for (PosixFilePermission permission : forbidden) {
            if (attributes.permissions().contains(permission)) {
                throw new IOException(file + ": its mode grants " + permission + "; " + remedy + " " + file);
            }
        }
    }

    private static String self() throws IOException {
        return Files.getOwner(Path.of("/proc/self"), LinkOption.NOFOLLOW_LINKS).getName();
    }

    private static String content(Path file, int limit) throws IOException {
        long size = Files.size(file);
        if (size > limit) {
            throw new IOException(file + ": has " + size + " bytes; at most " + limit + " are read");
        }
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
