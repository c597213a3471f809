package org.vmpilot.tests.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The init script and the unit: started, stopped and asked as an init does it, and in the right place among the others. */
class InitScriptTest extends OnANode {
    private static final Path CONF = Path.of(System.getProperty("vmpilot.root"), "conf");
    private static final List<String> LRM_DAEMONS = List.of("gridengine-exec", "sgeexecd", "pbs", "slurmd");

    @BeforeEach
    void install() throws IOException {
        node.write("/etc/init.d/vmpilot", Files.readString(CONF.resolve("init.d/vmpilot")));
        node.sh("chmod 755 /etc/init.d/vmpilot").mustSucceed();
    }

    private Run.Result init(String verb) {
        return node.exec("/etc/init.d/vmpilot", verb);
    }

    @Test
    void startStopAndStatusTellAnInitWhatItExpects() {
        assertThat(init("start").exit()).isZero();
        assertThat(init("status").exit()).isZero();
        assertThat(init("stop").exit()).isZero();
        assertThat(init("status").exit()).as("3: stopped").isEqualTo(3);
        assertThat(init("restart").exit()).isZero();
        assertThat(init("status").exit()).isZero();
        assertThat(init("nonsense").exit()).isEqualTo(2);
    }

    @Test
    void stoppingItTearsGuestsDownBeforeXendomainsCouldSaveThem() {
        PilotJob job = new PilotJob(node, slot).start();
        assertThat(node.domains()).isNotEmpty();

        assertThat(init("stop").exit()).isZero();

        assertThat(node.domains()).as("nothing is left to be saved").isEmpty();
        assertThat(slot.certificate().get("notice").asText()).isEqualTo("SHUTDOWN");
        assertThat(slot.verdict()).isEqualTo("clean");
        job.run().result();
    }

    @Test
    void aNodeThatIsNotCleanIsNotStartedAndSaysSo() {
        slot.record(1);
        node.simulated("fault", "add", "hang", "command=list");
        assertThat(init("start").exit()).isEqualTo(1);
        Run.Result status = init("status");
        assertThat(status.exit()).isEqualTo(3);
        assertThat(status.out()).contains("by=vmpilot-reap");
        node.simulated("fault", "clear");
        Patience.await("clean").until(() -> init("status").exit() == 0);
    }

    @Test
    void itsHeadersPutItAfterXendomainsAndBeforeEveryLrmsDaemonAndTheOtherWayRoundAtAStop() throws IOException {
        Map<String, List<String>> headers = new TreeMap<>();
        String text = Files.readString(CONF.resolve("init.d/vmpilot"));
        assertThat(text).contains("### BEGIN INIT INFO\n", "### END INIT INFO\n");
        Matcher header = Pattern.compile("(?m)^# ([A-Z][A-Za-z-]+): +(.+)$").matcher(text);
        while (header.find()) {
            headers.put(header.group(1), List.of(header.group(2).split(" +")));
        }
        assertThat(headers).containsEntry("Provides", List.of("vmpilot"));
        assertThat(headers.get("Should-Start")).contains("xen", "xendomains");
        assertThat(headers.get("Should-Stop")).contains("xen", "xendomains");
        assertThat(headers.get("X-Start-Before")).containsAll(LRM_DAEMONS);
        assertThat(headers.get("X-Stop-After")).containsAll(LRM_DAEMONS);
        assertThat(headers.get("Default-Start")).containsExactly("2", "3", "4", "5");
        assertThat(headers.get("Default-Stop")).containsExactly("0", "1", "6");
    }

    @Test
    void theUnitStandsInTheSamePlaceAndTheLrmsDaemonRequiresIt() throws IOException {
        Map<String, List<String>> keys = new TreeMap<>();
        for (String line : Files.readAllLines(CONF.resolve("systemd/vmpilot.service"))) {
            int equals = line.indexOf('=');
            if (equals > 0 && !line.startsWith("#")) {
                keys.put(
                        line.substring(0, equals),
                        List.of(line.substring(equals + 1).split(" ")));
            }
        }
        assertThat(keys.get("After")).contains("xenstored.service", "xendomains.service");
        for (String daemon : LRM_DAEMONS) {
            assertThat(keys.get("Before")).contains(daemon + ".service");
            assertThat(keys.get("RequiredBy")).contains(daemon + ".service");
        }
        assertThat(keys.get("ExecStop")).containsExactly("/opt/vmpilot/node/vmpilot-boot", "stop");
        assertThat(keys.get("RemainAfterExit")).containsExactly("yes");
    }
}
