package org.vmpilot.lrm.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SlurmSettingsTest {
    @Test
    void everyKeyHasItsDefault() {
        SlurmSettings settings = SlurmSettings.of(Map.of());
        assertThat(settings)
                .isEqualTo(new SlurmSettings(
                        Path.of("/usr/bin"),
                        Optional.empty(),
                        System.getProperty("user.name"),
                        Optional.empty(),
                        SlurmSettings.Operator.SELF,
                        SlurmSettings.Accounting.AUTO,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30)));
    }

    @Test
    void everyFaultIsSaidAtOnce() {
        assertThatThrownBy(() -> SlurmSettings.of(Map.of(
                        "commands",
                        "bin",
                        "operator",
                        "root",
                        "accounting",
                        "maybe",
                        "deadline",
                        "0s",
                        "colour",
                        "red")))
                .hasMessageContaining("commands: 'bin' is not an absolute path")
                .hasMessageContaining("operator: 'root' is not one of self, sudo")
                .hasMessageContaining("accounting: 'maybe' is not one of auto, yes, no")
                .hasMessageContaining("deadline: '0s' is not a time from 1s to 59m")
                .hasMessageContaining("colour: unknown; known are commands, conf, owner");
    }

    /** The standard's look-up reads the first line of one file, and takes a comment for a class. */
    @Test
    void theProvidersFileHasOneLineAndThatIsTheFactory() throws Exception {
        Path file = Path.of(
                System.getProperty("vmpilot.root"),
                "scheduler-adapters/slurm/src/main/provider/org.ggf.drmaa.SessionFactory");
        assertThat(file).hasContent(SlurmSessionFactory.class.getName() + "\n");
        assertThat(new SlurmSessionFactory().getSession().getDrmSystem()).isEqualTo("Slurm");
    }
}
