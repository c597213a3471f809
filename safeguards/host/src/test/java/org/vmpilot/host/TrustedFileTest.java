package org.vmpilot.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustedFileTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void makeFile() throws IOException {
        file = Files.writeString(folder.resolve("key"), "secret");
    }

    @Test
    void readsAFileThatOnlyItsOwnerCanWrite() throws IOException {
        mode("rw-r--r--");
        assertThat(TrustedFile.read(file, 100)).isEqualTo("secret");
    }

    @Test
    void refusesAFileThatOthersCanWrite() throws IOException {
        mode("rw-rw-r--");
        assertThatThrownBy(() -> TrustedFile.read(file, 100))
                .hasMessageContaining(file.toString())
                .hasMessageContaining("GROUP_WRITE");
    }

    @Test
    void refusesASecretThatOthersCanRead() throws IOException {
        mode("rw-r-----");
        assertThatThrownBy(() -> TrustedFile.readSecret(file, 100)).hasMessageContaining("chmod 0600");
    }

    @Test
    void takesTheSecretOfAnotherAccountOnlyWhereThatIsAskedFor() throws IOException {
        assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "only root can give a file away");
        mode("rw-------");
        Files.setAttribute(file, "unix:uid", 1234);
        assertThatThrownBy(() -> TrustedFile.readSecret(file, 100)).hasMessageContaining("belongs to 1234");
        assertThat(TrustedFile.readOthersSecret(file, 100)).isEqualTo("secret");
        mode("rw-r-----");
        assertThatThrownBy(() -> TrustedFile.readOthersSecret(file, 100)).hasMessageContaining("chmod 0600");
    }

    @Test
    void refusesAFileThatIsTooLongOrMissing() throws IOException {
        mode("rw-------");
        assertThatThrownBy(() -> TrustedFile.readSecret(file, 3)).hasMessageContaining("at most 3");
        assertThatThrownBy(() -> TrustedFile.read(folder.resolve("none"), 3)).hasMessageContaining("no such file");
    }

    private void mode(String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }
}
