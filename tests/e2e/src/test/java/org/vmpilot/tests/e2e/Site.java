package org.vmpilot.tests.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vmpilot.client.ClientException;
import org.vmpilot.client.ClientSettings;
import org.vmpilot.client.VmpilotClient;
import org.vmpilot.protocol.view.LeaseView;
import org.vmpilot.protocol.view.SlotView;

/** A whole site on this machine (scripts/lab embedded): virtual nodes, the embedded LRM, a coordinator. */
final class Site implements AutoCloseable {
    static final Path ROOT = Path.of(System.getProperty("vmpilot.root"));

    /** Short times, so that what a site waits minutes for shows in seconds. */
    private static final String TIMES = """
            [times]
            start_allowance = "20s"
            assembly_allowance = "8s"
            retry_after = "1s"
            teardown_polite = "%ds"
            teardown_forced = "15s"
            query_min = "500ms"
            query_max = "2s"
            """.formatted(Patience.bound(4));

    private static final String LAB = ROOT.resolve("scripts/lab").toString();

    final Path folder;
    private final VmpilotClient client;

    private Site(Path folder, VmpilotClient client) {
        this.folder = folder;
        this.client = client;
    }

    static Site up(int nodes) throws IOException {
        return up(nodes, "jobs");
    }

    /** @param assembly what a lease of several slots is to the LRM */
    static Site up(int nodes, String assembly) throws IOException {
        return up(nodes, assembly, ROOT.resolve("target/dist"));
    }

    /** @param installation what coordinator and nodes run */
    static Site up(int nodes, String assembly, Path installation) throws IOException {
        Path parent =
                Path.of(Optional.ofNullable(System.getenv("VMPILOT_CACHE")).orElse("/var/cache/vmpilot"));
        Files.createDirectories(parent);
        Path folder = Files.createTempDirectory(parent, "e2e-");
        Files.delete(folder);
        Map<String, String> environment = Map.of(
                "VMPILOT_LAB_TOML", TIMES, "VMPILOT_LAB_ASSEMBLY", assembly, "VMPILOT_DIST", installation.toString());
        Tool.Ended ended = Tool.run(environment, LAB, "embedded", "up", folder.toString(), Integer.toString(nodes));
        if (ended.exit() != 0) {
            Tool.run(Map.of(), LAB, "embedded", "down", folder.toString());
        }
        ended.mustSucceed();
        return new Site(folder, client(folder));
    }

    private static VmpilotClient client(Path folder) throws IOException {
        String environment = Files.readString(folder.resolve("env"), StandardCharsets.UTF_8);
        Matcher api = Pattern.compile("VMPILOT_API=(\\S+)").matcher(environment);
        assertThat(api.find()).isTrue();
        String token = Files.readString(folder.resolve("api.token"), StandardCharsets.UTF_8)
                .strip();
        return new VmpilotClient(
                new ClientSettings(URI.create(api.group(1)), Optional.of(token), Duration.ofSeconds(20)));
    }

    VmpilotClient client() {
        return client;
    }

    LeaseView create(LeaseText lease) throws ClientException, InterruptedException {
        return client.create(lease.text().getBytes(StandardCharsets.UTF_8), VmpilotClient.Form.TOML);
    }

    /** Waits until the lease is as wanted; while the coordinator cannot be asked, nothing is known and the wait goes on. */
    LeaseView await(String lease, String what, Predicate<LeaseView> wanted) {
        List<LeaseView> last = new ArrayList<>();
        return Patience.await(lease + " " + what)
                .failFast(() -> last.forEach(view -> assertThat(isOver(view, wanted))
                        .as("it has ended otherwise: %s", view)
                        .isFalse()))
                .until(() -> look(lease, last), found -> found.filter(wanted).isPresent())
                .orElseThrow();
    }

    private static boolean isOver(LeaseView lease, Predicate<LeaseView> wanted) {
        return lease.state().equals("ENDED") && !wanted.test(lease);
    }

    private Optional<LeaseView> look(String lease, List<LeaseView> last) throws InterruptedException {
        try {
            LeaseView view = client.get(lease);
            last.clear();
            last.add(view);
            return Optional.of(view);
        } catch (ClientException e) {
            if (e.kind() == ClientException.Kind.UNREACHABLE) {
                return Optional.empty();
            }
            throw new AssertionError(e);
        }
    }

    LeaseView awaitEnded(String lease) {
        return await(lease, "has ended", view -> view.state().equals("ENDED"));
    }

    LeaseView awaitState(String lease, String state) {
        return await(lease, "is " + state, view -> view.state().equals(state));
    }

    LeaseView awaitUp(String lease) {
        return await(
                lease,
                "has all its guests up",
                view -> guestsUp(view) && view.state().equals("ACTIVE"));
    }

    private static boolean guestsUp(LeaseView lease) {
        return lease.slots().stream()
                .map(SlotView::guests)
                .flatMap(List::stream)
                .allMatch(guest -> guest.state().equals("UP"));
    }

    void lab(String... words) {
        tryLab(words).mustSucceed();
    }

    Tool.Ended tryLab(String... words) {
        List<String> command = new ArrayList<>(List.of(LAB, "embedded", words[0], folder.toString()));
        command.addAll(List.of(words).subList(1, words.length));
        return Tool.run(Map.of(), command);
    }

    String exec(String node, String... command) {
        List<String> words = new ArrayList<>(List.of("exec", node));
        words.addAll(List.of(command));
        return tryLab(words.toArray(String[]::new)).mustSucceed().output();
    }

    void killCoordinator() {
        lab("kill", "coordinator");
    }

    void startCoordinator() {
        lab("start", "coordinator");
    }

    List<String> nodes() throws IOException {
        try (var nodes = Files.list(folder.resolve("nodes"))) {
            return nodes.map(node -> node.getFileName().toString()).sorted().toList();
        }
    }

    Judge judge() {
        return new Judge(this);
    }

    /** Runs the shipped vmpilot command with this site's coordinator. */
    Tool.Ended vmpilot(String... words) throws IOException {
        String environment = Files.readString(folder.resolve("env"), StandardCharsets.UTF_8);
        Map<String, String> variables = new HashMap<>();
        Matcher variable = Pattern.compile("(VMPILOT_\\w+)=(\\S+)").matcher(environment);
        while (variable.find()) {
            variables.put(variable.group(1), variable.group(2));
        }
        List<String> command =
                new ArrayList<>(List.of(folder.resolve("dist/bin/vmpilot").toString()));
        command.addAll(List.of(words));
        return Tool.run(variables, command);
    }

    @Override
    public void close() {
        lab("down");
    }
}
