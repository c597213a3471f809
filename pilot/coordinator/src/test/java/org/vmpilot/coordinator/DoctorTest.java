package org.vmpilot.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int run(String... arguments) {
        return Doctor.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(arguments);
    }

    private String file(String more) throws IOException {
        Path key = folder.resolve("site.key");
        Files.writeString(
                Files.createFile(
                        key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))),
                "0".repeat(64));
        return Files.writeString(folder.resolve("vmpilot.toml"), """
                        site_key = "%s"
                        state = "%s/state"
                        [api]
                        token_file = "none"
                        [lrm.embedded]
                        socket = "%s/nobody"
                        [[queue]]
                        name = "batch"
                        [[node]]
                        name = "node01"
                        """.formatted(key, folder, folder) + more)
                .toString();
    }

    @Test
    void an_lrm_that_does_not_answer_is_an_error_in_plain_sentences() throws IOException {
        assertThat(run(file(""))).isEqualTo(Doctor.FOUND);
        assertThat(out.toString())
                .contains(
                        "ok      keys: there, in form, and closed to others: site key",
                        "error   queue batch: the LRM cannot be asked")
                .contains("        right would be: the LRM answers on this host")
                .contains("warning drain: whether the coordinator may drain nodes was not tried");
        assertThat(folder.resolve("state")).doesNotExist();
    }

    @Test
    void findings_come_as_json_too() throws IOException {
        assertThat(run("--json", file(""))).isEqualTo(Doctor.FOUND);
        assertThat(out.toString()).contains("\"level\" : \"error\"", "\"subject\" : \"queue batch\"");
    }

    @Test
    void a_configuration_that_is_wrong_is_told_as_check_tells_it() throws IOException {
        assertThat(run(file("nam = \"x\"\n"))).isEqualTo(Doctor.BAD_INPUT);
        assertThat(err.toString()).contains("node[0].nam: is not a known key; did you mean name?");
        assertThat(run("--nonsense")).isEqualTo(Doctor.BAD_INPUT);
    }
}
