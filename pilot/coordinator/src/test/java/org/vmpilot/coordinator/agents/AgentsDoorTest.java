package org.vmpilot.coordinator.agents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmpilot.coordinator.LiveSite;
import org.vmpilot.coordinator.config.CoordinatorConfig;
import org.vmpilot.coordinator.config.SiteKey;
import org.vmpilot.coordinator.http.Door;
import org.vmpilot.coordinator.http.HttpServer;
import org.vmpilot.coordinator.http.Limits;
import org.vmpilot.protocol.Claim;
import org.vmpilot.protocol.ClaimAnswer;
import org.vmpilot.protocol.Declined;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.Peer;
import org.vmpilot.protocol.SlotCall;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.protocol.Word;
import org.vmpilot.protocol.seal.NodeKey;
import org.vmpilot.protocol.seal.Seal;

/** The wire: real sockets, a real engine behind them. */
class AgentsDoorTest {
    private static final String NONCE = "0".repeat(32);
    private static final int PATIENCE = Integer.getInteger("vmpilot.patience", 1);

    @TempDir
    Path folder;

    private LiveSite site;
    private HttpServer server;
    private int port;
    private SiteKey siteKey;
    private SiteKey former;
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void open() throws Exception {
        Path keyFile = folder.resolve("site.key");
        Files.createFile(keyFile, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(keyFile, "ab".repeat(32));
        former = SiteKey.load(keyFile);
        Files.writeString(keyFile, "cd".repeat(32));
        siteKey = SiteKey.load(keyFile);
        site = LiveSite.start(folder.resolve("state"));
        List<CoordinatorConfig.Node> nodes =
                List.of(new CoordinatorConfig.Node("node1", "lrm1"), new CoordinatorConfig.Node("node2", "lrm2"));
        Door door = AgentsDoor.on(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new Verbs(site.agents(), siteKey, Optional.of(former), nodes));
        server = HttpServer.start(Limits.STANDARD, door);
        port = server.port(door);
    }

    @AfterEach
    void close() {
        server.close();
        site.close();
    }

    private Seal seal(String node) {
        return new Seal(siteKey.nodeKey(node), node, new SecureRandom());
    }

    private HttpResponse<byte[]> post(String verb, String node, byte[] body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/agent/v1/" + verb))
                .header("Vmpilot-Node", node)
                .timeout(Duration.ofSeconds(30L * PATIENCE))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    private String say(String verb, String node, String body) throws Exception {
        return say(seal(node), verb, node, body);
    }

    private String say(Seal seal, String verb, String node, String body) throws Exception {
        byte[] request = seal.sealRequest(verb, body);
        HttpResponse<byte[]> answer = post(verb, node, request);
        assertThat(answer.statusCode())
                .as(new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(200);
        return seal.openAnswer(verb, request, answer.body());
    }

    private static Claim claim(SlotKey slot, String job, String node, String nonce) {
        return new Claim(slot, job, node, nonce, "boot");
    }

    /** While the site's key is changed: nodes are given theirs one after another, and none is shut out meanwhile. */
    @Test
    void theKeyBeforeIsTakenAndAnsweredAndSaidUntilTheNodeHasTheNewOne() throws Exception {
        SlotKey slot = site.submitted(1).get(0);
        Seal before = new Seal(former.nodeKey("node1"), "node1", new SecureRandom());
        String body = claim(slot, "1", "node1", NONCE).toJson();
        assertThat(ClaimAnswer.fromJson(say(before, "claim", "node1", body))).isInstanceOf(ClaimAnswer.Granted.class);
        assertThat(site.alarms()).contains("former_key node1").noneMatch(alarm -> alarm.startsWith("wrong_key"));
        assertThat(ClaimAnswer.fromJson(say("claim", "node1", body))).isInstanceOf(ClaimAnswer.Granted.class);
        assertThat(site.alarms()).noneMatch(alarm -> alarm.contains("key"));
        Seal other = new Seal(SiteKey.load(keyFile("ef")).nodeKey("node1"), "node1", new SecureRandom());
        assertThat(post("claim", "node1", other.sealRequest("claim", body)).statusCode())
                .isEqualTo(403);
    }

    private Path keyFile(String digits) throws Exception {
        Path file = folder.resolve(digits + ".key");
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, digits.repeat(32));
    }

    @Test
    void aSlotIsClaimedReadyAndEndedAndCertified() throws Exception {
        SlotKey slot = site.submitted(1).get(0);
        ClaimAnswer answer = ClaimAnswer.fromJson(
                say("claim", "node1", claim(slot, "1", "node1", NONCE).toJson()));
        assertThat(answer).isInstanceOfSatisfying(ClaimAnswer.Granted.class, granted -> {
            assertThat(granted.order().go()).isTrue();
            assertThat(granted.order().node()).isEqualTo("node1");
            assertThat(granted.order().nonce()).isEqualTo(NONCE);
        });
        assertThat(ClaimAnswer.fromJson(
                        say("claim", "node1", claim(slot, "1", "node1", NONCE).toJson())))
                .as("the same nonce gets the same answer")
                .isEqualTo(answer);
        String call = new SlotCall(slot, NONCE).toJson();
        assertThat(Word.fromJson(say("ready", "node1", call))).isEqualTo(new Word.Go());
        site.end(slot.lease());
        assertThat(Word.fromJson(say("poll", "node1", call)))
                .isInstanceOfSatisfying(
                        Word.End.class, end -> assertThat(end.notice()).isEqualTo(Notice.LEASE_ENDED));
        String report = "{\"slot\":\"" + slot + "\",\"nonce\":\"" + NONCE
                + "\",\"sequence\":1,\"event\":\"GUEST_UP\",\"elapsed_ms\":1,\"guest\":0,\"words\":\"\"}";
        for (int i = 0; i < 2; i++) {
            assertThat(say("report", "node1", "{\"reports\":[" + report + "]}")).isEqualTo("{}");
        }
        assertThat(site.events(slot.lease(), "GUEST_UP")).hasSize(1);
        String certificate = "{\"slot\":\"" + slot + "\",\"node\":\"node1\",\"verdict\":\"clean\",\"looks\":[{}]}";
        assertThat(say("certificate", "node1", certificate)).isEqualTo("{}");
        assertThat(say("certificate", "node1", certificate)).isEqualTo("{}");
        assertThat(site.certificates(slot.lease())).containsExactly(certificate);
        assertThat(site.events(slot.lease(), "CERTIFICATE")).hasSize(1);
    }

    @Test
    void theFirstClaimWinsAndAnotherJobOrNonceHasLost() throws Exception {
        SlotKey slot = site.submitted(1).get(0);
        assertThat(refusal(claim(slot, "99", "node1", NONCE))).isEqualTo(ClaimAnswer.Reason.TAKEN);
        say("claim", "node1", claim(slot, "1", "node1", NONCE).toJson());
        assertThat(refusal(claim(slot, "1", "node2", "1".repeat(32)))).isEqualTo(ClaimAnswer.Reason.TAKEN);
        assertThat(refusal(claim(SlotKey.parse("vzzzzzzza1.1"), "1", "node1", NONCE)))
                .isEqualTo(ClaimAnswer.Reason.UNKNOWN_SLOT);
        site.end(slot.lease());
        assertThat(refusal(claim(slot, "1", "node2", "1".repeat(32)))).isEqualTo(ClaimAnswer.Reason.OVER);
        assertThat(Word.fromJson(say("poll", "node2", new SlotCall(slot, NONCE).toJson())))
                .as("another node cannot speak for the slot")
                .isInstanceOfSatisfying(
                        Word.End.class, end -> assertThat(end.notice()).isEqualTo(Notice.FAILED));
    }

    @Test
    void anAgentThatSpeaksAnotherProtocolIsRefusedAndItsNodeIsShownWithWhatToDo() throws Exception {
        SlotKey slot = site.submitted(1).get(0);
        Peer later = new Peer("9.1", Peer.PROTOCOL + 2, List.of());
        assertThat(refusal(new Claim(slot, "1", "node1", NONCE, "boot", later))).isEqualTo(ClaimAnswer.Reason.VERSION);
        assertThat(site.leases().node("node1").orElseThrow())
                .satisfies(node -> assertThat(node.state()).isEqualTo("barred"))
                .satisfies(node -> assertThat(node.why()).contains("version 9.1", "too new", "is to be renewed first"));
        Peer next = new Peer("9.0", Peer.PROTOCOL + 1, List.of("instructions"));
        say("claim", "node1", new Claim(slot, "1", "node1", NONCE, "boot", next).toJson());
        assertThat(site.leases().node("node1").orElseThrow().state()).isEqualTo("leased");
        assertThat(site.lease(slot.lease())
                        .slot(slot)
                        .orElseThrow()
                        .holder()
                        .orElseThrow()
                        .agent())
                .isEqualTo(next);
        String report =
                "{\"slot\":\"" + slot + "\",\"nonce\":\"" + NONCE + "\",\"sequence\":1,\"event\":\"TELEPORTED\"}";
        assertThat(say("report", "node1", "{\"reports\":[" + report + "]}"))
                .as("what a later agent reports beside is not in the way of the rest")
                .isEqualTo("{}");
    }

    private ClaimAnswer.Reason refusal(Claim claim) throws Exception {
        ClaimAnswer answer = ClaimAnswer.fromJson(say("claim", claim.node(), claim.toJson()));
        assertThat(answer).isInstanceOf(ClaimAnswer.Refused.class);
        return ((ClaimAnswer.Refused) answer).reason();
    }

    @Test
    void whatIsNotSealedByANodeOfTheConfigurationIsRefusedInPlainWords() throws Exception {
        String body = new SlotCall(SlotKey.parse("vabcdefga1.1"), NONCE).toJson();
        byte[] sealed = seal("node1").sealRequest("poll", body);
        assertThat(post("poll", "node2", sealed).statusCode())
                .as("of another node")
                .isEqualTo(403);
        assertThat(post("poll", "node9", sealed).statusCode())
                .as("of an unknown node")
                .isEqualTo(403);
        assertThat(post("ready", "node1", sealed).statusCode())
                .as("for another verb")
                .isEqualTo(403);
        assertThat(post("dance", "node1", sealed).statusCode())
                .as("for no verb")
                .isEqualTo(404);
        Seal stranger = new Seal(NodeKey.derive(new byte[32], "node1"), "node1", new SecureRandom());
        assertThat(post("poll", "node1", stranger.sealRequest("poll", body)).statusCode())
                .isEqualTo(403);
        assertThat(post("poll", "node1", seal("node1").sealRequest("poll", "no JSON"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(post("poll", "node1", new byte[Verbs.MOST_BYTES + 1]).statusCode())
                .isEqualTo(413);
        Claim other = claim(SlotKey.parse("vabcdefga1.1"), "1", "node2", NONCE);
        assertThat(post("claim", "node1", seal("node1").sealRequest("claim", other.toJson()))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void aThousandLongPollsAreHeldAndAllAnsweredByTheEnd() throws Exception {
        SlotKey slot = site.submitted(1).get(0);
        say("claim", "node1", claim(slot, "1", "node1", NONCE).toJson());
        byte[] body = seal("node1").sealRequest("poll", new SlotCall(slot, NONCE).toJson());
        String head = "POST /agent/v1/poll HTTP/1.1\r\nHost: x\r\nVmpilot-Node: node1\r\nContent-Length: " + body.length
                + "\r\n\r\n";
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 1000; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                sockets.add(socket);
                socket.setSoTimeout(60_000 * PATIENCE);
                OutputStream out = socket.getOutputStream();
                out.write(head.getBytes(StandardCharsets.US_ASCII));
                out.write(body);
                out.flush();
            }
            site.end(slot.lease());
            for (Socket socket : sockets) {
                assertThat(status(socket)).isEqualTo("HTTP/1.1 200 OK");
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private static String status(Socket socket) throws IOException {
        BufferedInputStream in = new BufferedInputStream(socket.getInputStream());
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c > 0 && c != '\r'; c = in.read()) {
            line.append((char) c);
        }
        return line.toString();
    }

    @Test
    void aNodeWithAnotherKeyIsToldSoAndIsAnAlarm() throws Exception {
        SlotKey slot = site.submitted(1).get(0);
        Seal wrong = new Seal(siteKey.nodeKey("node2"), "node1", new SecureRandom());
        HttpResponse<byte[]> answer = post(
                "claim",
                "node1",
                wrong.sealRequest("claim", claim(slot, "1", "node1", NONCE).toJson()));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).startsWith("node.key of node1 is not the one");
        assertThat(site.alarms()).contains("wrong_key node1");
        say("claim", "node1", claim(slot, "1", "node1", NONCE).toJson());
        assertThat(site.alarms()).doesNotContain("wrong_key node1");
    }

    @Test
    void aNodeThatNobodyHasConfiguredIsToldSoAndIsAnAlarm() throws Exception {
        for (String stranger : List.of("node7", "no node at all")) {
            assertThat(post("claim", stranger, new byte[] {1}).statusCode()).isEqualTo(403);
        }
        assertThat(site.alarms()).containsOnlyOnce("unknown_node node7");
        assertThat(site.alarms()).noneMatch(alarm -> alarm.contains("at all"));
        for (int i = 0; i < 100; i++) {
            post("claim", "made-up-" + i, new byte[] {1});
        }
        assertThat(site.alarms())
                .filteredOn(alarm -> alarm.startsWith("unknown_node"))
                .as("sixteen, and that there are more")
                .hasSize(17);
    }

    /** A node with its own key that is not to be trusted: what it sends has an end, in what is kept and in what it costs. */
    @Test
    void howeverMuchANodeSaysSoMuchIsKept() throws Exception {
        SlotKey slot = site.submitted(1).get(0);
        say("claim", "node1", claim(slot, "1", "node1", NONCE).toJson());
        String words = "x".repeat(100_000);
        String report = "{\"slot\":\"" + slot + "\",\"nonce\":\"" + NONCE
                + "\",\"sequence\":7,\"event\":\"ROOM\",\"elapsed_ms\":1,\"words\":\"" + words + "\"}";
        say("report", "node1", "{\"reports\":[" + report + "]}");
        assertThat(site.events(slot.lease(), "ROOM"))
                .singleElement()
                .satisfies(
                        event -> assertThat(event.words()).hasSizeLessThan(2100).contains("xxx"));
        Seal seal = seal("node1");
        String many =
                Stream.generate(() -> report.replace(words, "")).limit(1001).collect(Collectors.joining(","));
        assertThat(post("report", "node1", seal.sealRequest("report", "{\"reports\":[" + many + "]}"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(post(
                                "claim",
                                "node1",
                                seal.sealRequest(
                                        "claim",
                                        claim(slot, "1".repeat(1000), "node1", NONCE)
                                                .toJson()))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void aPilotThatMakesNoClaimSaysWhy() throws Exception {
        SlotKey slot = site.submitted(1).get(0);
        String declined = new Declined(slot, "node1", true, "this node is closed: kill-all.frozen").toJson();
        assertThat(say("declined", "node1", declined)).isEqualTo("{}");
        assertThat(site.events(slot.lease(), "CLAIM_REFUSED")).hasSize(1);
        assertThat(site.alarms()).contains("node_closed node1");
    }
}
