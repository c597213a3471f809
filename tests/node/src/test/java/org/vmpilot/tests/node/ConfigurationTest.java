package org.vmpilot.tests.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** node.conf as the scripts read it: their own keys; what else stands there is the agent's to judge. */
class ConfigurationTest extends OnANode {
    private Run.Result read(String text) {
        node.write("/etc/vmpilot/node.conf", text);
        return node.exec(VirtualNode.PROGRAMS + "vmpilot-memory");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "xl-timeout = soon|line 3: xl-timeout: must be a number of seconds, 1 to 86400",
                "xl-timeout = 0|line 3: xl-timeout: must be a number of seconds",
                "xl-timeout = 010|line 3: xl-timeout: must be a number of seconds",
                "xl-timeout =|line 3: xl-timeout: must be a number of seconds",
                "dom0-memory = 12G|line 3: dom0-memory: must be a number of MiB, 'boot' or 'fixed'",
                "java = java|line 3: java: must be an absolute path",
                "allow-every-guest = true|line 3: allow-every-guest: must be 'yes' or 'no'",
                "node = b|line 3: node: given twice",
            })
    void namesFileLineAndKey(String line, String words) {
        Run.Result result = read("node = a\ncoordinator = h:1\n" + line + "\n");

        assertThat(result.exit()).isEqualTo(78);
        assertThat(result.err()).contains("/etc/vmpilot/node.conf: " + words);
    }

    @Test
    void saysAllErrorsAtOnce() {
        Run.Result result = read("lock-wait = x\nxl-timeout = y\n");

        assertThat(result.err().lines().filter(line -> line.contains("node.conf:")))
                .hasSize(4);
    }

    @Test
    void takesTheSampleAsItIs() {
        node.sh("cp /etc/vmpilot/node.conf /etc/vmpilot/sample");
        Run.Result result = read(sample());

        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isZero();
    }

    /** The sample with every default written out. */
    @Test
    void takesTheSamplesDefaults() {
        assertThat(read(sample().replaceAll("(?m)^#(?=[a-z])", "")).err()).isEmpty();
    }

    @Test
    void takesBlanksTabsAndCarriageReturns() {
        assertThat(read("  node\t=  a \r\n\r\n # c\ncoordinator=h:1").err()).isEmpty();
    }

    @Test
    void neverRunsWhatIsWritten() {
        read("node = $(touch /run/evil)\ncoordinator = `touch /run/evil`:1\n$(touch /run/evil) = 1\n");

        assertThat(node.exists("/run/evil")).isFalse();
    }

    @Test
    void refusesAFileThatOthersMayWrite() {
        node.sh("chmod 664 /etc/vmpilot/node.conf");
        assertThat(node.exec(VirtualNode.PROGRAMS + "vmpilot-memory").err()).contains("can be written by others");
        node.sh("chmod 600 /etc/vmpilot/node.conf; chown vmjob /etc/vmpilot/node.conf");
        assertThat(node.exec(VirtualNode.PROGRAMS + "vmpilot-memory").err()).contains("does not belong to root");
        node.sh("chown root /etc/vmpilot/node.conf; chmod 777 /etc/vmpilot");
        assertThat(node.exec(VirtualNode.PROGRAMS + "vmpilot-memory").exit()).isEqualTo(78);
    }

    private static String sample() {
        try {
            return java.nio.file.Files.readString(
                    java.nio.file.Path.of(System.getProperty("vmpilot.root"), "conf/node.conf"));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
