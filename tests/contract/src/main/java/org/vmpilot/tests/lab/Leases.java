package org.vmpilot.tests.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.awaitility.core.ConditionTimeoutException;
import org.vmpilot.host.CommandResult;

/** Leases of a lab's coordinator, asked with the shipped command; what is true on the nodes is judged from outside. */
public class Leases {
    /** Short times, so that what a site waits minutes for shows in seconds. */
    public static final String TIMES = """
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

    private final Lab lab;

    public Leases(Lab lab) {
        this.lab = lab;
    }

    /**
     * The coordinator begins anew with that setting.
     *
     * @param way how a lease of several nodes is submitted: "gang", "jobs"
     */
    public void assembly(String way) {
        lab.run(
                "exec",
                "master",
                "sed",
                "-i",
                "s/^assembly = .*/assembly = \"" + way + "\"/",
                "/etc/vmpilot/vmpilot.toml");
        lab.run("stop", "coordinator");
        lab.run("start", "coordinator");
    }

    /** @param more another line at the top of the request */
    public String create(String name, int seconds, int guests, String more) {
        return lab.run("vmpilot", "lease", "create", request(name, seconds, guests, more), "--quiet")
                .strip();
    }

    /** What is said of a request that must be refused. */
    public String refused(String name, int guests, String more) {
        CommandResult.Exited answer = lab.attempt("vmpilot", "lease", "create", request(name, 600, guests, more));
        assertThat(answer.exitCode()).as(answer.toString()).isNotZero();
        return answer.output() + answer.errors();
    }

    private String request(String name, int seconds, int guests, String more) {
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
            return file.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void end(String lease) {
        lab.run("vmpilot", "lease", "end", lease);
    }

    /** Ends every lease that is open, and waits for it: what a test that failed has left. */
    public void endAll() {
        for (JsonNode lease :
                json(lab.run("vmpilot", "lease", "list", "--json")).path("leases")) {
            String id = lease.path("id").asText();
            lab.attempt("vmpilot", "lease", "end", id);
            awaitEnded(id);
        }
    }

    public static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public JsonNode show(String lease) {
        return json(lab.run("show", lease));
    }

    /** While the coordinator cannot be asked, nothing is known and the wait goes on. */
    public JsonNode await(String lease, String what, Predicate<JsonNode> wanted) {
        JsonNode[] last = new JsonNode[1];
        try {
            Patience.await(lease + " " + what)
                    .pollInterval(Duration.ofMillis(300)) // the site needs the machine, too
                    .failFast(() -> assertThat(last[0] != null && isEnded(last[0]) && !wanted.test(last[0]))
                            .as("ended otherwise: %s", last[0])
                            .isFalse())
                    .until(() -> {
                        CommandResult.Exited shown = lab.attempt("show", lease);
                        if (shown.output().isBlank()) {
                            return false;
                        }
                        last[0] = json(shown.output());
                        return wanted.test(last[0]);
                    });
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(e.getMessage() + " Last seen: " + last[0], e);
        }
        return last[0];
    }

    public JsonNode awaitUp(String lease) {
        return await(lease, "is up", Leases::isUp);
    }

    public JsonNode awaitEnded(String lease) {
        return await(lease, "has ended", Leases::isEnded);
    }

    /** The one verdict: it ended by this notice, and every node came back clean. */
    public JsonNode endedClean(String lease, String notice) {
        JsonNode ended = awaitEnded(lease);
        assertThat(ended.path("notice").asText()).as(ended.toString()).isEqualTo(notice);
        assertThat(ended.path("verdict").asText()).as(ended.toString()).isEqualTo("CLEAN");
        return ended;
    }

    public static boolean isUp(JsonNode lease) {
        List<String> guests = lease.path("slots").findValues("guests").stream()
                .flatMap(all -> all.findValuesAsText("state").stream())
                .toList();
        return lease.path("state").asText().equals("ACTIVE") && guests.stream().allMatch("UP"::equals);
    }

    public static boolean isEnded(JsonNode lease) {
        return lease.path("state").asText().equals("ENDED");
    }

    public static String jobOf(JsonNode lease) {
        return lease.path("slots").path(0).path("lrm_job").asText();
    }

    /** Of each slot; its guests say theirs as well. */
    public static List<String> nodesOf(JsonNode lease) {
        List<String> nodes = new ArrayList<>();
        lease.path("slots").forEach(slot -> nodes.add(slot.path("node").asText()));
        return nodes;
    }

    public static String nodeOf(JsonNode lease) {
        return lease.path("slots").path(0).path("node").asText();
    }

    /** No guest, no process of a slot, dom0's memory, judged from the simulated xl's state and /proc; and no job of ours lives. */
    public void everythingIsGivenBack() {
        Patience.await("every node is clean").untilAsserted(() -> {
            CommandResult.Exited look = lab.attempt("look");
            assertThat(look.exitCode()).as(look.output()).isZero();
        });
        Patience.await("no job is left").untilAsserted(() -> {
            for (String node : Lab.NODES) {
                assertThat(lab.run("exec", node, "ps", "-eo", "args"))
                        .doesNotContain("pilot-job")
                        .doesNotContain("agent.Agent");
            }
        });
    }

    /** Guests that were begun for the lease, over all nodes and attempts. */
    public long creates(String lease) {
        return Lab.NODES.stream()
                .flatMap(node ->
                        lab.run("exec", node, "simulated-xl", "calls", "--json").lines())
                .filter(line -> line.contains("\"create\"") && line.contains("/" + lease + "a"))
                .count();
    }
}
