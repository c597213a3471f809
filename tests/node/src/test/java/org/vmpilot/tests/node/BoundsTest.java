package org.vmpilot.tests.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What takes its time within its bounds is no fault, and what has no bound of its own gets one. */
class BoundsTest extends OnANode {
    /** The first one waits for dom0's memory, within its bounds; the second one waits for the first. */
    @Test
    void aHealthyReapThatTakesItsTimeMakesNobodyElseBarTheNode() {
        node.configure("dom0-memory", "1024");
        node.configure("memory-timeout", "100");
        node.configure("lock-wait", "1");
        slot.record(1).guests(1);
        node.exec("xl", "mem-set", "0", "500").mustSucceed();
        node.simulated("fault", "add", "memory-stalls", "at=600");
        Run first = node.start(VirtualNode.PROGRAMS + "vmpilot-reap", "--slot", slot.key(), "--by", "first");
        Patience.await("it gives memory back").until(() -> node.calls("mem-set") > 1);

        Run second = node.start(VirtualNode.PROGRAMS + "vmpilot-reap", "--slot", slot.key(), "--by", "second");
        long sets = node.calls("mem-set");
        Patience.await("the first one has tried again, longer than lock-wait")
                .until(() -> node.calls("mem-set") > sets + 1 || second.isOver());
        assertThat(second.isOver()).as("it gave up").isFalse();
        node.simulated("fault", "clear");

        assertThat(second.result().exit()).isZero();
        assertThat(first.result().exit()).isZero();
        assertThat(node.isBarred()).isFalse();
        assertThat(slot.certificate().get("looks").findValuesAsText("verdict")).containsOnly("clean");
    }

    /** A destroy that is killed half-way makes half-dead domains. */
    @Test
    void aDestroyThatHasBegunGetsXlsUsualTime() {
        node.configure("end-timeout", "2");
        node.configure("xl-timeout", "20");
        node.simulated("set", "latency.destroy=4");
        slot.record(1).guests(1);

        Run.Result reaped = node.reap(slot.key());

        List<String> ends = node.exec("simulated-xl", "calls", "--json")
                .out()
                .lines()
                .map(VirtualNode::json)
                .filter(call -> call.at("/argv/0").asText().equals("destroy"))
                .map(call -> call.get("exit").toString())
                .toList();
        assertThat(ends).as(reaped.err()).isNotEmpty().containsOnly("0");
        assertThat(node.domains()).isEmpty();
    }

    /** hostname may ask DNS. */
    @Test
    void aDrainAsksNobodyWithoutABound() {
        node.install("hostname", "#!/bin/sh\nexec sleep 7782\n");
        node.install("pbsnodes", "#!/bin/sh\necho \"$*\" >>/run/pbsnodes\n");

        Run drain = node.start(VirtualNode.PROGRAMS + "vmpilot-drain", "pbs", "words");

        drain.result();
        node.processes("sleep 7782").forEach(pid -> VirtualNode.kill("KILL", pid));
    }

    @Test
    void certificatesAndLogsOfYearsAreTidied() {
        node.sh("mkdir -p -m 700 /var/lib/vmpilot/certificates /var/lib/vmpilot/outbox /var/lib/vmpilot/logs"
                        + " /var/log/xen; i=0; while [ $i -lt 3000 ]; do i=$((i+1)); :"
                        + " >/var/lib/vmpilot/certificates/vabcdef$(printf %04d $i | tr 0189 abcd)a1.1.json; done;"
                        + " touch -d '2 years ago' /var/lib/vmpilot/certificates/*; head -c 40000000 /dev/zero |"
                        + " tr '\\0' '\\n"
                        + "' >/var/lib/vmpilot/logs/epilog.log")
                .mustSucceed();
        slot.record(1).guests(1);

        node.exec("env", "VMPILOT_LRM_JOB=4711", VirtualNode.PROGRAMS + "epilog")
                .mustSucceed();

        Patience.await("old certificates go")
                .until(() -> node.list("/var/lib/vmpilot/certificates").size() < 2500);
        assertThat(slot.isCertified()).isTrue();
        Patience.await("the log is cut")
                .until(() ->
                        node.path("/var/lib/vmpilot/logs/epilog.log").toFile().length() < 20_000_000);
    }
}
