package org.vmpilot.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFilesTest {
    @TempDir
    Path folder;

    @Test
    void writesAndReplacesAndLeavesNothingElse() throws IOException {
        Path file = folder.resolve("a");
        DurableFiles.write(file, "one");
        DurableFiles.write(file, "two ü");
        assertThat(file).usingCharset(StandardCharsets.UTF_8).hasContent("two ü");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(names()).containsExactly("a");
    }

    @Test
    void ofManyCreatesAtOnceExactlyOneSucceeds() throws IOException {
        Path file = folder.resolve("notice");
        List<Integer> winners = IntStream.range(0, 16)
                .parallel()
                .filter(i -> created(file, "writer " + i))
                .boxed()
                .toList();
        assertThat(winners).hasSize(1);
        assertThat(file).hasContent("writer " + winners.get(0));
        assertThat(names()).containsExactly("notice");
    }

    @Test
    void keepsTheOldContentWhenItCannotWrite() throws IOException {
        Path file = folder.resolve("sub");
        Files.createDirectory(file);
        Files.writeString(file.resolve("x"), "x");
        assertThatThrownBy(() -> DurableFiles.write(file, "new")).isInstanceOf(IOException.class);
        assertThat(file.resolve("x")).hasContent("x");
        assertThat(names()).containsExactly("sub");
    }

    @Test
    void makesFoldersForTheirOwnerOnly() throws IOException {
        Path deep = folder.resolve("a/b/c");
        DurableFiles.folder(deep);
        DurableFiles.folder(deep);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(deep)))
                .isEqualTo("rwx------");
    }

    private boolean created(Path file, String content) {
        try {
            return DurableFiles.create(file, content);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
