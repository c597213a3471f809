package org.vmpilot.lrm.gridengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GridEngineSettingsTest {
    @Test
    void anEmptyTableIsDebiansCell() {
        GridEngineSettings settings = GridEngineSettings.of(Map.of());
        assertThat(settings.root()).isEqualTo(Path.of("/var/lib/gridengine"));
        assertThat(settings.cell()).isEqualTo("default");
        assertThat(settings.commands()).isEqualTo(Path.of("/usr/bin"));
        assertThat(settings.owner()).isEqualTo(System.getProperty("user.name"));
        assertThat(settings.account()).isEqualTo(GridEngineSettings.Account.PROJECT);
        assertThat(settings.exclusiveComplex()).isEqualTo("exclusive");
        assertThat(settings.memoryComplex()).isEmpty();
        assertThat(settings.parallelEnvironment()).isEqualTo("vmpilot");
        assertThat(settings.settle()).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.deadline()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.worker())
                .isEqualTo(new GridEngineSettings.Worker(
                        Path.of(System.getProperty("java.home"), "bin/java"),
                        Path.of("/usr/share/java/drmaa.jar"),
                        Path.of("/usr/lib/gridengine-drmaa/lib"),
                        Optional.of("libjemalloc.so.2")));
    }

    @Test
    void everyKeyCanBeSet() {
        GridEngineSettings settings = GridEngineSettings.of(Map.ofEntries(
                Map.entry("sge_root", "/opt/sge"),
                Map.entry("sge_cell", "prod"),
                Map.entry("commands", "/opt/sge/bin/lx-amd64"),
                Map.entry("owner", "vmjob"),
                Map.entry("account", "accounting"),
                Map.entry("exclusive_complex", "excl"),
                Map.entry("memory_complex", "vm_mem"),
                Map.entry("parallel_environment", "vmpe"),
                Map.entry("settle", "2m"),
                Map.entry("deadline", "10s"),
                Map.entry("java", "/opt/java/bin/java"),
                Map.entry("drmaa_jar", "/opt/sge/lib/drmaa.jar"),
                Map.entry("drmaa_library", "/opt/sge/lib/lx-amd64"),
                Map.entry("preload", "none")));
        assertThat(settings)
                .isEqualTo(new GridEngineSettings(
                        Path.of("/opt/sge"),
                        "prod",
                        Path.of("/opt/sge/bin/lx-amd64"),
                        "vmjob",
                        GridEngineSettings.Account.ACCOUNTING,
                        "excl",
                        Optional.of("vm_mem"),
                        "vmpe",
                        Duration.ofMinutes(2),
                        Duration.ofSeconds(10),
                        new GridEngineSettings.Worker(
                                Path.of("/opt/java/bin/java"),
                                Path.of("/opt/sge/lib/drmaa.jar"),
                                Path.of("/opt/sge/lib/lx-amd64"),
                                Optional.empty())));
    }

    @Test
    void everyFaultIsToldAtOnce() {
        assertThatThrownBy(() -> GridEngineSettings.of(Map.of(
                        "sge_root", "sge", "settle", "0s", "deadline", "soon", "account", "purse", "colour", "blue")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sge_root: 'sge' is not an absolute path")
                .hasMessageContaining("settle: '0s'")
                .hasMessageContaining("deadline: 'soon'")
                .hasMessageContaining("account: 'purse'")
                .hasMessageContaining("colour: unknown; known are sge_root,");
    }

    @Test
    void aTableCanBeCheckedWithoutBeingUsed() {
        assertThat(GridEngineSettings.check(Map.of("settle", "0s")))
                .containsExactly("settle: '0s' is not a time from 1s to 59m");
        assertThat(GridEngineSettings.check(Map.of())).isEmpty();
    }
}
