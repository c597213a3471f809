package org.vmpilot.coordinator.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whose a file with a secret is, and whose it must be: the account's that runs the coordinator.
 *
 * @param owner of the file, by name, or by number if the machine knows no name for it
 * @param self the account that asks
 * @param service the account that runs the coordinator: the owner of its state folder, or who asks while there is none
 * @param readable whether {@code self} can read the file
 */
record Ownership(Path file, String owner, String self, String service, boolean readable) {
    private static final String ROOT = "root";

    static Ownership of(Path file, Optional<Path> stateFolder) throws IOException {
        // The link itself is root's, whoever asks; what it leads to is this process's folder.
        String self = Files.getOwner(Path.of("/proc/self")).getName();
        String service = stateFolder.isPresent() && Files.isDirectory(stateFolder.get())
                ? Files.getOwner(stateFolder.get()).getName()
                : self;
        return new Ownership(file, Files.getOwner(file).getName(), self, service, Files.isReadable(file));
    }

    /** What is wrong, who it should be, and the command that puts it right. */
    Optional<String> fault() {
        if (!owner.equals(service)
                && !service.equals(ROOT)
                && (self.equals(ROOT) || !owner.equals(ROOT) || !readable)) {
            return Optional.of(file + " belongs to " + owner + "; it must belong to " + service
                    + ", the account that runs the coordinator"
                    + (service.equals(self) ? "" : " (the state folder is its own)")
                    + ": chown " + service + " " + file + (self.equals(ROOT) ? "" : ", as root"));
        }
        if (!owner.equals(self) && !owner.equals(ROOT)) {
            return Optional.of(file + " belongs to " + owner + ", and you are " + self
                    + ": run it as the account that runs the" + " coordinator (runuser -u " + owner
                    + " -- vmpilot ...), or, if that is " + self + ", chown " + self + " " + file);
        }
        return readable
                ? Optional.empty()
                : Optional.of(file + " cannot be read by " + self + ": it belongs to " + owner);
    }
}
