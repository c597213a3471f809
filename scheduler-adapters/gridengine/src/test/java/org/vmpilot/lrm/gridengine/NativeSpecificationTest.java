package org.vmpilot.lrm.gridengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmpilot.lrm.JobRequest;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.lrm.QueueOptions;

class NativeSpecificationTest {
    private static final String ALWAYS = "-r n -notify -wd / -o /dev/null -j y ";

    @Test
    void anExclusiveJobAsksForItsNodeAlone() throws Exception {
        assertThat(of(Map.of(), request("vmpilot.q", "xen", "physics", true)))
                .isEqualTo(ALWAYS + "-q vmpilot.q -P physics -l h_rt=91,xen=true,exclusive=true");
    }

    @Test
    void aGangAsksForOneSlotOnEachOfItsNodes() throws Exception {
        JobRequest gang = request("vmpilot.q", "xen", "physics", true).as(JobRequest.Assembly.GANG);
        assertThat(of(Map.of("parallel_environment", "vmpe"), gang))
                .isEqualTo(ALWAYS + "-q vmpilot.q -P physics -pe vmpe 2 -l h_rt=91,xen=true,exclusive=true");
    }

    @Test
    void aJobOnASharedNodeBooksItsGuestsMemory() throws Exception {
        assertThat(of(
                        Map.of("memory_complex", "vm_mem", "account", "accounting"),
                        request("vmpilot.q", "class=big", "physics", false)))
                .isEqualTo(ALWAYS + "-q vmpilot.q -A physics -l h_rt=91,class=big,vm_mem=2048M");
    }

    @Test
    void nodesToAvoidAndTheSitesOptionsAreQsubs() throws Exception {
        JobRequest request = request("vmpilot.q", "xen", "physics", true)
                .avoiding(List.of("node01", "node02.cluster"))
                .with(new QueueOptions(Optional.empty(), Optional.of("7"), Optional.of(-5), List.of("-js", "3")));
        assertThat(of(Map.of(), request))
                .isEqualTo(
                        ALWAYS + "-q vmpilot.q -P physics -l h_rt=91,xen=true,h=!node01&!node02.cluster,exclusive=true"
                                + " -ar 7 -p -5 -js 3");
        JobRequest odd =
                request.with(new QueueOptions(Optional.of("high"), Optional.empty(), Optional.empty(), List.of()));
        assertThatThrownBy(() -> of(Map.of(), odd)).hasMessageContaining("no qos");
        assertThatThrownBy(() -> of(Map.of(), request.avoiding(List.of("a,h_rt=9"))))
                .hasMessageContaining("node 'a,h_rt=9'");
    }

    @Test
    void withoutAConsumableForMemoryASharedNodeIsRefused() {
        assertThatThrownBy(() -> of(Map.of(), request("q", "xen", "p", false)))
                .isInstanceOf(LrmException.class)
                .hasMessageContaining("memory_complex")
                .extracting(e -> ((LrmException) e).kind())
                .isEqualTo(LrmException.Kind.INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "-now", "a,h_rt=9", "a'b", "a\"b", "", "a\nb", "a;b", "a\\"})
    void whatWouldBeReadAsAnotherOptionIsRefused(String word) {
        assertThatThrownBy(() -> of(Map.of(), request(word, "xen", "p", true))).hasMessageContaining("queue");
        assertThatThrownBy(() -> of(Map.of(), request("q", word, "p", true))).hasMessageContaining("node property");
        assertThatThrownBy(() -> of(Map.of(), request("q", "xen", word, true))).hasMessageContaining("account");
    }

    @Test
    void aLineBreakInTheCommandIsRefused() {
        JobRequest odd = request("/opt/vmpilot/node/pilot-job", "a\nb");
        assertThatThrownBy(() -> of(Map.of(), odd)).hasMessageContaining("line break");
    }

    private static JobRequest request(String... command) {
        return new JobRequest(
                "vabcdefga1",
                1,
                List.of(command),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true,
                Duration.ofMinutes(1),
                0);
    }

    private static String of(Map<String, String> settings, JobRequest request) throws LrmException {
        return String.join(" ", new NativeSpecification(GridEngineSettings.of(settings)).of(request));
    }

    private static JobRequest request(String queue, String property, String account, boolean exclusive) {
        return new JobRequest(
                "vabcdefga1",
                2,
                List.of("/opt/vmpilot/node/pilot-job"),
                Optional.of(queue),
                Optional.of(property),
                Optional.of(account),
                exclusive,
                Duration.ofMillis(90_001),
                2048);
    }
}
