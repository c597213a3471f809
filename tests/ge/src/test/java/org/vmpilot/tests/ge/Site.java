package org.vmpilot.tests.ge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.vmpilot.host.CommandResult;

/** A coordinator on the lab's master, asked with the shipped command; what is true on the nodes is judged from outside. */
final class Site implements AutoCloseable {
    /** Short times, so that what a site waits minutes for shows in seconds. */
    private static final String TIMES = """
            [times]
            start_allowance = "30s"
            assembly_allowance = "15s"
            retry_after = "1s"
            teardown_polite = "4s"
            teardown_forced = "15s"
            query_min = "500ms"
            query_max = "2s"
            """;

    private static final ObjectMapper JSON = new ObjectMapper();

    final Lab lab = Lab.site(TIMES);

    /** @param more another line at the top of the request */
    String create(String name, int seconds, int guests, String more) {
        String text = """
                name = "%s"
                duration = "%ds"
                guests_per_node = 1
                %s
                [[group]]
                name = "worker"
                count = %d
                memory = "128M"
                kernel = "/var/lib/vmpilot-images/kernels/guest"
                command_line = "console=hvc0 sim.behaviour=boots"
                end_timeout = "3s"
                [[group.nic]]
                bridge = "br0"
                """.formatted(name, seconds, more, guests);
        try {
            Path file = lab.scratch().resolve(name + ".toml");
            Files.writeString(file, text);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
            return lab.lab("vmpilot", "lease", "create", file.toString(), "--quiet")
                    .strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void end(String lease) {
        lab.lab("vmpilot", "lease", "end", lease);
    }

    /** Ends every lease that is open, and waits for it: what a test that failed has left. */
    void endAll() {
        for (JsonNode lease :
                json(lab.lab("vmpilot", "lease", "list", "--json")).path("leases")) {
            String id = lease.path("id").asText();
            lab.tryLab("vmpilot", "lease", "end", id);
            awaitEnded(id);
        }
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode show(String lease) {
        return json(lab.lab("vmpilot", "lease", "show", lease, "--json"));
    }

    /** While the coordinator cannot be asked, nothing is known and the wait goes on. */
    JsonNode await(String lease, String what, Predicate<JsonNode> wanted) {
        JsonNode[] last = new JsonNode[1];
        Patience.await(lease + " " + what)
                .pollInterval(Duration.ofMillis(300)) // each look is a JVM, and the site needs the machine, too
                .failFast(() -> assertThat(last[0] != null && isEnded(last[0]) && !wanted.test(last[0]))
                        .as("ended otherwise: %s", last[0])
                        .isFalse())
                .until(() -> {
                    CommandResult.Exited shown = lab.tryLab("vmpilot", "lease", "show", lease, "--json");
                    if (shown.output().isBlank()) {
                        return false;
                    }
                    last[0] = json(shown.output());
                    return wanted.test(last[0]);
                });
        return last[0];
    }

    JsonNode awaitUp(String lease) {
        return await(lease, "is up", Site::isUp);
    }

    JsonNode awaitEnded(String lease) {
        return await(lease, "has ended", Site::isEnded);
    }

    static boolean isUp(JsonNode lease) {
        List<String> guests = lease.path("slots").findValues("guests").stream()
                .flatMap(all -> all.findValuesAsText("state").stream())
                .toList();
        return lease.path("state").asText().equals("ACTIVE") && guests.stream().allMatch("UP"::equals);
    }

    static boolean isEnded(JsonNode lease) {
        return lease.path("state").asText().equals("ENDED");
    }

    static Predicate<JsonNode> slotIn(String state) {
        return lease -> lease.path("slots").findValuesAsText("state").contains(state);
    }

    /** Ends what a test may have left open; then no node has anything of ours, and no job of ours lives. */
    void nothingIsLeft() {
        endAll();
        everythingIsGivenBack();
        Patience.await("no job lives")
                .untilAsserted(() -> assertThat(lab.onMaster("qstat", "-u", "vmjob", "-s", "prs"))
                        .isBlank());
    }

    /** No guest, no process of a slot, dom0's memory, judged from the simulated xl's state and /proc. */
    void everythingIsGivenBack() {
        Patience.await("every node is clean").untilAsserted(() -> {
            CommandResult.Exited look = lab.tryLab("look");
            assertThat(look.exitCode()).as(look.output()).isZero();
        });
        Patience.await("no job is left").untilAsserted(() -> {
            for (String node : Lab.NODES) {
                assertThat(lab.lab("exec", node, "ps", "-eo", "args"))
                        .doesNotContain("pilot-job")
                        .doesNotContain("agent.Agent");
            }
        });
    }

    /** How often Grid Engine was asked for a job of that lease: its jobs that wait, run, or are over. */
    long jobsOf(String lease) {
        return lab.onMaster("qstat", "-u", "vmjob", "-s", "prsz", "-xml")
                .lines()
                .filter(line -> line.contains("<JB_name>" + lease + "a"))
                .count();
    }

    /** Guests that were begun for the lease, over all nodes and attempts. */
    long creates(String lease) {
        return Lab.NODES.stream()
                .flatMap(node ->
                        lab.lab("exec", node, "simulated-xl", "calls", "--json").lines())
                .filter(line -> line.contains("\"create\"") && line.contains("/" + lease + "a"))
                .count();
    }

    /** What was done to end guests and to give memory back on the node after that moment, in seconds of its uptime. */
    List<String> endingCallsAfter(String node, double uptime) {
        return lab.lab("exec", node, "simulated-xl", "calls", "--json")
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
