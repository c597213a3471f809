package org.vmpilot.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmpilot.coordinator.agents.AgentsDoor;
import org.vmpilot.coordinator.agents.Verbs;
import org.vmpilot.coordinator.api.ApiDoor;
import org.vmpilot.coordinator.config.Configs;
import org.vmpilot.coordinator.config.CoordinatorConfig;
import org.vmpilot.coordinator.config.SiteKey;
import org.vmpilot.coordinator.http.Caller;
import org.vmpilot.coordinator.http.Door;
import org.vmpilot.coordinator.http.HttpServer;
import org.vmpilot.coordinator.http.Limits;
import org.vmpilot.protocol.SlotCall;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.protocol.seal.Seal;

/**
 * Both doors as they stand in a coordinator, a real engine behind them, and callers who mean harm. While each attack stands, an
 * honest agent and an honest workspace service are answered; who does harm is told so.
 */
class DoorsUnderAttackTest {
    private static final String HOSTILE = "127.0.0.2";
    private static final Duration DEADLINE = Duration.ofSeconds(60L * Integer.getInteger("vmpilot.patience", 1));
    /** As in a coordinator, but what is idle may stay so, however long a machine takes for thousands of connections. */
    private static final Limits LIMITS = new Limits(
            Limits.STANDARD.connections(),
            Limits.STANDARD.connectionsOfAddress(),
            Limits.STANDARD.bodiesOfAddress(),
            Limits.STANDARD.bodies(),
            Limits.STANDARD.head(),
            Limits.STANDARD.head(),
            Duration.ofHours(1));

    private static final String LEASE = """
            name = "night"
            duration = "20s"
            [[group]]
            name = "head"
            memory = 64
            kernel = "/k/guest"
            """;

    private final List<Caller> callers = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    private LiveSite site;
    private SiteKey siteKey;
    private HttpServer server;
    private int agentsPort;
    private int apiPort;

    @BeforeEach
    void open() throws Exception {
        Path keyFile = folder.resolve("site.key");
        Files.createFile(keyFile, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(keyFile, "ab".repeat(32));
        siteKey = SiteKey.load(keyFile);
        site = LiveSite.start(folder.resolve("state"));
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        List<CoordinatorConfig.Node> nodes = List.of(new CoordinatorConfig.Node("node1", "lrm1"));
        Door agents = AgentsDoor.on(any, new Verbs(site.agents(), siteKey, Optional.empty(), nodes));
        Door api = ApiDoor.on(
                Configs.withApi(any, Optional.empty()),
                site.leases(),
                site.freezes(),
                site.accounts(),
                site.holds(),
                site.monitoring());
        server = HttpServer.start(LIMITS, agents, api);
        agentsPort = server.port(agents);
        apiPort = server.port(api);
    }

    @AfterEach
    void close() throws Exception {
        for (Caller caller : callers) {
            caller.close();
        }
        server.close();
        site.close();
    }

    private Caller hostile(int port) throws Exception {
        Caller caller = new Caller(HOSTILE, port);
        callers.add(caller);
        return caller;
    }

    /** An agent's word is understood, and a lease is made, shown, refused as it should be. */
    private void theHonestAreServed() throws Exception {
        Seal seal = new Seal(siteKey.nodeKey("node1"), "node1", new SecureRandom());
        String call = new SlotCall(SlotKey.parse("vabcdefga1.1"), "0".repeat(32)).toJson();
        byte[] sealed = seal.sealRequest("poll", call);
        HttpRequest poll = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + agentsPort + "/agent/v1/poll"))
                .header("Vmpilot-Node", "node1")
                .timeout(DEADLINE)
                .POST(HttpRequest.BodyPublishers.ofByteArray(sealed))
                .build();
        HttpResponse<byte[]> word = http.send(poll, HttpResponse.BodyHandlers.ofByteArray());
        assertThat(word.statusCode()).isEqualTo(200);
        assertThat(seal.openAnswer("poll", sealed, word.body())).contains("END");

        assertThat(ask("POST", "/v1/leases", LEASE).statusCode()).isEqualTo(201);
        assertThat(ask("POST", "/v1/leases", "queue = \"none\"\n" + LEASE).statusCode())
                .isEqualTo(422);
        HttpResponse<String> list = ask("GET", "/v1/leases", "");
        assertThat(list.statusCode()).isEqualTo(200);
        assertThat(list.body()).contains("\"name\":\"night\"");
    }

    private HttpResponse<String> ask(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + apiPort + path))
                .header("Content-Type", "application/toml")
                .timeout(DEADLINE)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** On f2a4452 the 65th stopped the agents' door for all for 20 s. */
    @Test
    void hundredsOfHalfRequests() throws Exception {
        for (int i = 0; i < 300; i++) {
            hostile(agentsPort).says("POST /agent/v1/claim HTTP/1.1\r\nHost: x\r\nConte");
            hostile(apiPort).says("GET /v1/st");
        }
        theHonestAreServed();
        assertThat(callers.get(0).hearsAll()).startsWith("HTTP/1.1 408");
        assertThat(callers.get(1).hearsAll()).startsWith("HTTP/1.1 408");
    }

    @Test
    void hundredsOfBodiesThatDoNotCome() throws Exception {
        String head = " HTTP/1.1\r\nHost: 127.0.0.1\r\nVmpilot-Node: node1\r\nContent-Type: application/json\r\n"
                + "Content-Length: 1000\r\n\r\n{\"who\":";
        for (int i = 0; i < 300; i++) {
            hostile(agentsPort).says("POST /agent/v1/claim" + head);
            hostile(apiPort).says("POST /v1/freeze" + head);
        }
        theHonestAreServed();
        assertThat(callers.get(0).hears()).startsWith("HTTP/1.1 408").contains("did not come whole");
        assertThat(callers.get(1).hears()).startsWith("HTTP/1.1 408").contains("too_slow");
    }

    @Test
    void fiveThousandIdleConnections() throws Exception {
        int each = connectionsForADoor();
        for (int i = 0; i < each; i++) {
            hostile(agentsPort);
            hostile(apiPort);
        }
        theHonestAreServed();
        assertThat(callers.get(0).hearsAll()).contains("too many connections of your address");
        assertThat(callers.get(2 * each - 1)
                        .says("GET /v1/status HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                        .hears())
                .as("the address itself is served on its youngest")
                .contains("200 OK");
    }

    /** A connection is two open files of this process: as many of them as a machine that grants fewer files has room for. */
    private static int connectionsForADoor() {
        var system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        int each = (int) Math.min(2500, (system.getMaxFileDescriptorCount() - 1000) / 4);
        assumeTrue(
                each > LIMITS.connectionsOfAddress(),
                () -> "so few open files (ulimit -n) reach no bound of the doors");
        return each;
    }

    /** On f2a4452 they were the last that anybody was given. */
    @Test
    void sixtyFourStreamsAndAsManyLongPolls() throws Exception {
        for (int i = 0; i < 64; i++) {
            hostile(apiPort).says("GET /v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n");
            hostile(apiPort).says("GET /v1/events?wait=60 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
        }
        theHonestAreServed();
        assertThat(ask("GET", "/v1/events?after=head", "").statusCode()).isEqualTo(200);
        for (int i = 1; i < 128; i += 2) {
            assertThat(callers.get(i).hears()).startsWith("HTTP/1.1 200").contains("CREATED");
        }
    }

    @Test
    void hugeAndOddDocuments() throws Exception {
        String toml = "POST /v1/leases HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/toml\r\n";
        String deep = "x = " + "[".repeat(200_000);
        for (int i = 0; i < 8; i++) {
            Caller caller = hostile(apiPort);
            caller.says(toml + "Content-Length: " + deep.length() + "\r\n\r\n" + deep);
            assertThat(caller.hears()).startsWith("HTTP/1.1 4");
        }
        assertThat(hostile(apiPort)
                        .says(toml + "Content-Length: 99999999999\r\n\r\n" + "#".repeat((1 << 20) + 1))
                        .hears())
                .contains("413")
                .contains("too_large");
        assertThat(hostile(agentsPort)
                        .says(
                                "POST /agent/v1/claim HTTP/1.1\r\nHost: x\r\nVmpilot-Node: node1\r\nContent-Length: 40\r\n\r\n"
                                        + "a".repeat(40))
                        .hears())
                .startsWith("HTTP/1.1 403");
        assertThat(hostile(apiPort)
                        .says("GET /v1/status?" + "a=b&".repeat(8000) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                        .hears())
                .startsWith("HTTP/1.1 4");
        theHonestAreServed();
    }

    @Test
    void wrongHostsAndWebPages() throws Exception {
        for (String host : List.of("127.attacker.example", "evil.example", "[::2]", "0.0.0.0")) {
            assertThat(hostile(apiPort)
                            .says("GET /v1/status HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
                            .hears())
                    .as(host)
                    .startsWith("HTTP/1.1 401");
        }
        assertThat(hostile(apiPort)
                        .says("GET /v1/status HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: null\r\n\r\n")
                        .hears())
                .startsWith("HTTP/1.1 403");
        theHonestAreServed();
    }

    @Test
    void anAnswerThatNobodyTakes() throws Exception {
        String ask = "GET /openapi.yaml HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
        for (int i = 0; i < 50; i++) {
            hostile(apiPort).says(ask.repeat(200).getBytes(StandardCharsets.US_ASCII));
        }
        theHonestAreServed();
    }
}
