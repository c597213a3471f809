package org.vmpilot.tests.xen;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.vmpilot.host.CommandResult;

/** Leases over the lab's nodes, asked for with the shipped command; what is true on the nodes is asked of {@code xl} itself. */
final class Leases {
    private static final ObjectMapper JSON = new ObjectMapper();
    static final String CONSOLES = "/var/log/xen/console/";

    private final Lab lab;
    private final List<String> created = new ArrayList<>();

    Leases(Lab lab) {
        this.lab = lab;
    }

    /** A guest a node that a person would call a machine: a Linux, which obeys a shutdown and joins the bridge. */
    String createLinux(String name, int seconds, int guests) {
        return createLinux(name, seconds, guests, "boots", "[[group.nic]]\nbridge = \"br0\"\n");
    }

    /** A Linux a node that does what the word says (scripts/lib/xen/guest/main), with more lines of its group. */
    String createLinux(String name, int seconds, int guests, String word, String more) {
        return create(name, seconds, """
                guests_per_node = 1
                [[group]]
                name = "worker"
                count = %d
                memory = "128M"
                kernel = "/var/lib/vmpilot-images/kernels/guest"
                ramdisk = "/var/lib/vmpilot-images/kernels/guest.ramdisk"
                command_line = "console=hvc0 quiet lab=%s"
                %s""".formatted(guests, word, more));
    }

    /** A guest a node that is up at once and never answers a shutdown; nobody asks it. */
    String createSmall(String name, int guests) {
        return create(name, 3000, """
                guests_per_node = 1
                [[group]]
                name = "worker"
                count = %d
                memory = "32M"
                kernel = "/var/lib/vmpilot-images/kernels/deaf"
                end = "destroy"
                """.formatted(guests));
    }

    String create(String name, int seconds, String rest) {
        String text = "name = \"%s\"%nduration = \"%ds\"%n%s".formatted(name, seconds, rest);
        String lease = lab.vmpilot("lease", "create", lab.request(name, text).toString(), "--quiet")
                .strip();
        created.add(lease);
        return lease;
    }

    void end(String lease) {
        lab.vmpilot("lease", "end", lease);
    }

    /** What a test that failed has left: its own leases, because another test may run beside it. */
    void endAll() {
        for (String lease : created) {
            if (!isEnded(show(lease))) {
                lab.attempt("vmpilot", "lease", "end", lease);
                awaitEnded(lease);
            }
        }
    }

    /** Gives a lease's job, which waits, that node, where other pilots may be: an administrator takes the node's exclusive use from it. */
    void shareNode(String lease, String node) {
        String[] job = new String[1];
        Patience.await(lease + " is queued").until(() -> {
            job[0] = jobOf(lease);
            return !job[0].isEmpty();
        });
        lab.run("as", "vmjob", "master", "qalter", "-l", "xen=true,h_rt=4500", job[0]);
        lab.run("admin", "qmod", "-e", "vmpilot.q@" + node);
        Patience.await(lease + " is placed").until(() -> isPlaced(lease));
        lab.run("admin", "qmod", "-d", "vmpilot.q@" + node);
    }

    /** From now on pilots run on no other node. */
    void onlyOn(String node) {
        lab.run("admin", "qmod", "-d", "vmpilot.q");
        lab.run("admin", "qmod", "-e", "vmpilot.q@" + node);
    }

    /** Pilots run anywhere again. */
    void anyNode() {
        lab.run("admin", "qmod", "-e", "vmpilot.q");
    }

    private boolean isPlaced(String lease) {
        JsonNode shown = show(lease);
        return isEnded(shown) || nodesOf(shown).stream().anyMatch(Lab.NODES::contains);
    }

    private String jobOf(String lease) {
        return lab.run("as", "vmjob", "master", "qstat", "-u", "vmjob")
                .lines()
                .map(line -> line.strip().split("\\s+", -1))
                .filter(words -> words.length > 2 && words[2].startsWith(lease))
                .map(words -> words[0])
                .findFirst()
                .orElse("");
    }

    /** @return the lease, whose guests are up there */
    String awaitUpOn(String node, String lease) {
        shareNode(lease, node);
        assertThat(nodesOf(awaitUp(lease))).containsExactly(node);
        return lease;
    }

    /** The lines of {@code xl list} of a lease's guests. */
    List<String> domainsOn(String node, String lease) {
        return lab.dom0(node, "xl", "list")
                .lines()
                .filter(line -> line.startsWith(lease))
                .toList();
    }

    /** The nodes that the leases created here were on. */
    List<String> nodes() {
        return created.stream()
                .flatMap(lease -> nodesOf(show(lease)).stream())
                .filter(Lab.NODES::contains)
                .distinct()
                .sorted()
                .toList();
    }

    private JsonNode show(String lease) {
        return json(lab.run("show", lease));
    }

    /** While the coordinator cannot be asked, nothing is known and the wait goes on. */
    JsonNode await(String lease, String what, Predicate<JsonNode> wanted) {
        JsonNode[] last = new JsonNode[1];
        Patience.await(lease + " " + what)
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
        return last[0];
    }

    JsonNode awaitUp(String lease) {
        return await(lease, "is up", Leases::isUp);
    }

    JsonNode awaitEnded(String lease) {
        return await(lease, "has ended", Leases::isEnded);
    }

    /** A first look that could not tell may be followed by one that can: the verdict at last is what counts. */
    void awaitCertifiedClean(String lease) {
        awaitEnded(lease);
        Patience.await(lease + " is certified clean")
                .untilAsserted(
                        () -> assertThat(show(lease).path("verdict").asText()).isEqualTo("CLEAN"));
    }

    static boolean isUp(JsonNode lease) {
        return lease.path("state").asText().equals("ACTIVE")
                && lease.path("slots").findValues("guests").stream()
                        .flatMap(all -> all.findValuesAsText("state").stream())
                        .allMatch("UP"::equals);
    }

    static boolean isEnded(JsonNode lease) {
        return lease.path("state").asText().equals("ENDED");
    }

    static List<String> nodesOf(JsonNode lease) {
        return StreamSupport.stream(lease.path("slots").spliterator(), false)
                .map(slot -> slot.path("node").asText())
                .sorted()
                .toList();
    }

    static void endedClean(JsonNode lease, String notice) {
        assertThat(lease.path("notice").asText()).as(lease.toString()).isEqualTo(notice);
        assertThat(lease.path("verdict").asText()).as(lease.toString()).isEqualTo("CLEAN");
    }

    /** What the guests of a lease on that node have printed, as xenconsoled has kept it. */
    void awaitConsole(String node, String lease, String line) {
        awaitConsole(node, lease, line, 1);
    }

    void awaitConsole(String node, String lease, String line, int times) {
        Patience.await("a guest of " + lease + " prints " + line)
                .untilAsserted(
                        () -> assertThat(lab.dom0(node, "sh", "-c", "cat " + CONSOLES + "guest-" + lease + "a*.log")
                                        .split(Pattern.quote(line), -1))
                                .hasSizeGreaterThan(times));
    }

    /** On the node of a lease's only slot, at its first attempt. */
    String certificateOf(String lease) {
        return "/var/lib/vmpilot/certificates/" + lease + "a1.1.json";
    }

    /** How each guest of a slot ended, as the node certified it. */
    List<String> endsOn(String node, String lease) {
        return json(lab.dom0(node, "cat", certificateOf(lease))).path("guests").findValuesAsText("ended");
    }

    /** Dom0's memory in MiB, by {@code xl}. */
    int dom0Memory(String node) {
        String[] words =
                lab.dom0(node, "sh", "-c", "xl list 0 | tail -n 1").trim().split(" +", -1);
        return Integer.parseInt(words[2]);
    }

    /** No guest, no process of a slot, dom0's memory, no device of a guest: judged by {@code xl} and /proc (scripts/lib/xen/look). */
    void isClean(String node) {
        Patience.await(node + " is clean").untilAsserted(() -> {
            CommandResult.Exited look = lab.attempt("look", node);
            assertThat(look.exitCode()).as(look.output()).isZero();
        });
    }

    /** Somebody's job on that node, which Grid Engine must place and carry to its end with success. */
    void anOrdinaryJobRunsOn(String node) {
        CommandResult.Exited job = lab.attempt(
                "as",
                "alice",
                "master",
                "qsub",
                "-sync",
                "y",
                "-b",
                "y",
                "-o",
                "/dev/null",
                "-j",
                "y",
                "-q",
                "batch.q@" + node,
                "/bin/true");
        assertThat(job.exitCode()).as(job.toString()).isZero();
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
