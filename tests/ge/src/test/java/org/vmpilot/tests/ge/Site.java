package org.vmpilot.tests.ge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.vmpilot.tests.lab.Lab;
import org.vmpilot.tests.lab.Leases;
import org.vmpilot.tests.lab.Patience;

/** A coordinator on the lab's master: its leases, and what Grid Engine and the nodes say of them. */
final class Site extends Leases implements AutoCloseable {
    final Lab lab;

    Site() {
        this(Lab.site("ge", Map.of(), TIMES));
    }

    private Site(Lab lab) {
        super(lab);
        this.lab = lab;
    }

    static Predicate<JsonNode> slotIn(String state) {
        return lease -> lease.path("slots").findValuesAsText("state").contains(state);
    }

    /** Ends what a test may have left open; then no node has anything of ours, and no job of ours lives. */
    void nothingIsLeft() {
        endAll();
        everythingIsGivenBack();
        Patience.await("no job lives")
                .untilAsserted(() -> assertThat(lab.asAccount("qstat", "-u", "vmjob", "-s", "prs"))
                        .isBlank());
    }

    /** How often Grid Engine was asked for a job of that lease: its jobs that wait, run, or are over. */
    long jobsOf(String lease) {
        return lab.asAccount("qstat", "-u", "vmjob", "-s", "prsz", "-xml")
                .lines()
                .filter(line -> line.contains("<JB_name>" + lease + "a"))
                .count();
    }

    /** What was done to end guests and to give memory back on the node after that moment, in seconds of its uptime. */
    List<String> endingCallsAfter(String node, double uptime) {
        return lab.run("exec", node, "simulated-xl", "calls", "--json")
                .lines()
                .filter(line -> json(line).path("started").asDouble() > uptime)
                .filter(line ->
                        line.contains("\"destroy\"") || line.contains("\"shutdown\"") || line.contains("\"mem-set\""))
                .toList();
    }

    @Override
    public void close() {
        lab.close();
    }
}
