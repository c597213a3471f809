package org.vmpilot.coordinator.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnershipTest {
    @ParameterizedTest
    @CsvSource({
        "root, root, root, true",
        "vmjob, vmjob, vmjob, true",
        "root, vmjob, vmjob, true",
    })
    void who_runs_the_coordinator_has_its_own_key_or_can_read_root_s(
            String owner, String self, String service, boolean readable) {
        assertThat(new Ownership(Path.of("/k"), owner, self, service, readable).fault())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "root, root, vmjob, true, chown vmjob /k",
        "root, vmjob, vmjob, false, 'chown vmjob /k, as root'",
        "other, root, vmjob, true, chown vmjob /k",
        "other, vmjob, vmjob, false, 'chown vmjob /k, as root'",
        "vmjob, root, vmjob, true, runuser -u vmjob -- vmpilot",
        "vmjob, root, root, true, runuser -u vmjob -- vmpilot",
        "vmjob, other, vmjob, false, runuser -u vmjob -- vmpilot",
    })
    void whose_it_is_whose_it_must_be_and_the_command_are_said(
            String owner, String self, String service, boolean readable, String command) {
        assertThat(new Ownership(Path.of("/k"), owner, self, service, readable).fault())
                .hasValueSatisfying(words -> assertThat(words)
                        .contains("/k belongs to " + owner, command)
                        .doesNotContain("21700"));
    }
}
