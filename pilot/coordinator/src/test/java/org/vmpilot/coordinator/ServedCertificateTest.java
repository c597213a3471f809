package org.vmpilot.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmpilot.coordinator.config.ServerIdentity;
import org.vmpilot.coordinator.config.TestCertificate;
import org.vmpilot.coordinator.config.TlsFiles;
import org.vmpilot.coordinator.http.Door;
import org.vmpilot.coordinator.http.Exchange;
import org.vmpilot.coordinator.http.HttpServer;
import org.vmpilot.coordinator.http.Limits;
import org.vmpilot.coordinator.http.Reply;
import org.vmpilot.coordinator.http.ServedCertificate;
import org.vmpilot.coordinator.http.Service;
import org.vmpilot.protocol.tls.CertificateAuthority;
import org.vmpilot.protocol.view.AlarmView;

/** A door with a certificate, over real connections. */
class ServedCertificateTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30L * Integer.getInteger("vmpilot.patience", 1));
    private static final Duration LONG = Duration.ofHours(1);

    @TempDir
    static Path made;

    private static TestCertificate first;
    private static TestCertificate second;
    private static TestCertificate ending;

    @TempDir
    private Path folder;

    private Path certificateFile;
    private Path keyFile;
    private ServedCertificate served;
    private HttpServer server;
    private int port;

    @BeforeAll
    static void make() throws Exception {
        first = TestCertificate.make(made, "first", "EC", 90);
        second = TestCertificate.make(made, "second", "RSA", 90);
        ending = TestCertificate.make(made, "ending", "Ed25519", 3);
    }

    @BeforeEach
    void open() throws IOException {
        certificateFile = folder.resolve("api.pem");
        keyFile = folder.resolve("api.key");
        first.put(certificateFile, keyFile);
        served = ServedCertificate.of(this::load, InstantSource.system());
    }

    private ServedCertificate.Shown load() throws IOException {
        ServerIdentity identity = new TlsFiles(certificateFile, keyFile).load();
        return new ServedCertificate.Shown(identity.keyStore(), identity.chain());
    }

    private void serve(Limits limits) throws IOException {
        Door door = new Door(
                "the test",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new Service() {
                    @Override
                    public void serve(Exchange exchange) {
                        exchange.answer(Reply.words(200, "here"));
                    }

                    @Override
                    public Reply refusal(int status, String words) {
                        return Reply.words(status, words);
                    }
                },
                Optional.of(served));
        server = HttpServer.start(limits, door);
        port = server.port(door);
    }

    @AfterEach
    void close() {
        if (server != null) {
            server.close();
        }
    }

    /** A caller that believes who signed this. */
    private HttpClient believing(TestCertificate certificate) throws IOException {
        Path file = Files.writeString(folder.resolve("authority.pem"), certificate.certificate());
        return HttpClient.newBuilder().sslContext(CertificateAuthority.of(file)).build();
    }

    private String ask(HttpClient client) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/"))
                .timeout(PATIENCE)
                .build();
        return client.send(request, BodyHandlers.ofString()).body();
    }

    /** One request on a connection that stays; its answer's first line. */
    private static String says(Socket socket) throws IOException {
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        StringBuilder answer = new StringBuilder();
        while (!answer.toString().endsWith("here\n")) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                break;
            }
            answer.append((char) next);
        }
        return answer.toString();
    }

    private List<String> alarms() {
        return new CertificateAlarms(served)
                .alarms(Instant.now())
                .map(AlarmView::words)
                .toList();
    }

    @Test
    void who_believes_it_is_answered_and_who_does_not_asks_nothing() throws Exception {
        serve(Limits.STANDARD);
        assertThat(ask(believing(first))).isEqualTo("here\n");
        HttpClient other = believing(second);
        assertThatThrownBy(() -> ask(other)).isInstanceOf(SSLHandshakeException.class);
        assertThat(alarms()).isEmpty();
    }

    @Test
    void another_pair_is_shown_without_a_restart_and_callers_that_are_connected_go_on() throws Exception {
        serve(Limits.STANDARD);
        Path authority = Files.writeString(folder.resolve("first.pem"), first.certificate());
        try (Socket before =
                CertificateAuthority.of(authority).getSocketFactory().createSocket("localhost", port)) {
            assertThat(says(before)).contains("200 OK");
            second.put(certificateFile, keyFile);
            served.look();
            assertThat(says(before)).contains("200 OK");
        }
        assertThat(ask(believing(second))).isEqualTo("here\n");
        HttpClient late = believing(first);
        assertThatThrownBy(() -> ask(late)).isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void what_cannot_be_used_is_an_alarm_until_it_can_and_the_one_before_stays() throws Exception {
        serve(Limits.STANDARD);
        Files.writeString(certificateFile, second.certificate()); // half a change: the key is still the other's
        served.look();
        assertThat(alarms())
                .singleElement()
                .asString()
                .contains("stays")
                .contains("not the one of the first certificate");
        assertThat(ask(believing(first))).isEqualTo("here\n");
        Files.delete(keyFile);
        served.look();
        assertThat(alarms()).singleElement().asString().contains(keyFile.toString());
        second.put(certificateFile, keyFile);
        served.look();
        assertThat(alarms()).isEmpty();
        assertThat(ask(believing(second))).isEqualTo("here\n");
    }

    @Test
    void one_that_ends_soon_is_an_alarm() throws Exception {
        ending.put(certificateFile, keyFile);
        served.look();
        assertThat(alarms()).singleElement().asString().contains("ends at");
    }

    @Test
    void keys_that_cannot_be_used_are_told_apart_and_never_repeated() {
        assertThatThrownBy(() -> ServerIdentity.key(
                        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nc2VjcmV0\n-----END ENCRYPTED PRIVATE KEY-----"))
                .hasMessageContaining("passphrase")
                .hasMessageNotContaining("c2VjcmV0");
        assertThatThrownBy(() ->
                        ServerIdentity.key("-----BEGIN RSA PRIVATE KEY-----\nc2VjcmV0\n-----END RSA PRIVATE KEY-----"))
                .hasMessageContaining("openssl pkcs8")
                .hasMessageNotContaining("c2VjcmV0");
        assertThatThrownBy(() -> ServerIdentity.key("-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----"))
                .hasMessageContaining("RSA, EC or Ed25519")
                .hasMessageNotContaining("c2VjcmV0");
        assertThatThrownBy(() -> ServerIdentity.chain("nothing")).isInstanceOf(IOException.class);
    }

    /** Half a handshake is what half a head is without TLS: it shuts nobody out, and ends. */
    @Test
    void half_handshakes_cost_nobody_else_anything_and_are_closed_in_the_end() throws Exception {
        serve(new Limits(10, 5, 1 << 20, 1 << 20, Duration.ofSeconds(2), LONG, LONG));
        List<Socket> half = new ArrayList<>();
        try {
            for (int i = 0; i < 9; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                socket.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1});
                half.add(socket);
            }
            assertThat(ask(believing(first))).isEqualTo("here\n");
            for (Socket socket : half) {
                await().atMost(PATIENCE).until(() -> ended(socket));
            }
        } finally {
            for (Socket socket : half) {
                socket.close();
            }
        }
    }

    private static boolean ended(Socket socket) {
        try {
            socket.setSoTimeout(100);
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true; // reset
        }
    }
}
