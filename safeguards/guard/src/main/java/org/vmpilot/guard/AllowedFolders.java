package org.vmpilot.guard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.vmpilot.host.TrustedFile;

/** Files that lie in allowed folders, after every link was followed. */
final class AllowedFolders {
    private static final Path DEV = Path.of("/dev");
    /** What means nothing to xl's configuration, to a shell, or to whoever looks for the disk again. */
    private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9._/+@=:~-]*");

    private static final int FILE_TYPE = 0170000;
    private static final int BLOCK_DEVICE = 0060000;

    private final List<Path> folders;
    private final String key;

    /** @param key the key of {@code node.conf} that names the folders */
    AllowedFolders(List<Path> folders, String key) {
        this.folders = folders;
        this.key = key;
    }

    /** The file's real path, if it is a readable file within the folders; otherwise says why not. */
    Optional<Path> file(String what, String path, Consumer<String> wrong) {
        return resolve(what, path, wrong).filter(real -> {
            if (!Files.isRegularFile(real) || !Files.isReadable(real)) {
                wrong.accept(what + " " + path + " is not a file that can be read");
                return false;
            }
            return true;
        });
    }

    /** Likewise a file or a block device. */
    Optional<Path> disk(String what, String path, Consumer<String> wrong) {
        return resolve(what, path, wrong).filter(real -> {
            if (!Files.isRegularFile(real) && !isBlockDevice(real)) {
                wrong.accept(what + " " + path + " is neither a file nor a block device");
                return false;
            }
            return true;
        });
    }

    private Optional<Path> resolve(String what, String text, Consumer<String> wrong) {
        if (!PATH.matcher(text).matches()) {
            wrong.accept(what + " must be an absolute path of letters, digits and . _ / + @ = : ~ -");
            return Optional.empty();
        }
        Path path;
        Path real;
        try {
            path = Path.of(text);
            real = path.toRealPath();
        } catch (IOException | InvalidPathException e) {
            wrong.accept(what + " " + text + " does not exist or cannot be reached");
            return Optional.empty();
        }
        if (!PATH.matcher(real.toString()).matches()) {
            wrong.accept(what + " " + text + " is really " + real
                    + ", which has other characters than letters, digits and . _ / + @ = : ~ -");
            return Optional.empty();
        }
        for (Path folder : folders) {
            if (lies(real, path, folder)) {
                return trusted(what, real, wrong);
            }
        }
        wrong.accept(what + " " + text + (real.equals(path) ? "" : " (really " + real + ")")
                + " is in none of this node's folders (" + key + " in node.conf)");
        return Optional.empty();
    }

    /** What is judged here is opened later: nobody but root may put another file there meanwhile. */
    private static Optional<Path> trusted(String what, Path real, Consumer<String> wrong) {
        try {
            TrustedFile.checkFolders(real);
            return Optional.of(real);
        } catch (IOException e) {
            wrong.accept(what + " " + real + " cannot be trusted: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static boolean lies(Path real, Path path, Path folder) {
        try {
            Path realFolder = folder.toRealPath();
            if (!real.equals(realFolder) && real.startsWith(realFolder)) {
                return true;
            }
            // /dev/<vg>/<lv> is a link that udev (root) makes; it leads to /dev/dm-N.
            return realFolder.startsWith(DEV)
                    && !realFolder.equals(DEV)
                    && path.getParent() != null
                    && path.getParent().toRealPath().equals(realFolder)
                    && real.startsWith(DEV);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isBlockDevice(Path path) {
        try {
            return ((Integer) Files.getAttribute(path, "unix:mode") & FILE_TYPE) == BLOCK_DEVICE;
        } catch (IOException e) {
            return false;
        }
    }
}
