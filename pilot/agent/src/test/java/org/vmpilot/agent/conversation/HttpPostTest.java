package org.vmpilot.agent.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpPostTest {
    private static final Duration LONG = Duration.ofSeconds(20L * Integer.getInteger("vmpilot.patience", 1));

    private ServerSocket server;

    @BeforeEach
    void begin() throws IOException {
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void end() throws IOException {
        server.close();
    }

    @Test
    void anAnswerWithALength() throws IOException {
        serve("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", true);

        assertThat(call(LONG)).asString(StandardCharsets.US_ASCII).isEqualTo("hello");
    }

    @Test
    void anAnswerInChunks() throws IOException {
        serve("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n", true);

        assertThat(call(LONG)).asString(StandardCharsets.US_ASCII).isEqualTo("hello");
    }

    @Test
    void anAnswerThatEndsWithTheConnection() throws IOException {
        serve("HTTP/1.0 200 OK\n\nhello", true);

        assertThat(call(LONG)).asString(StandardCharsets.US_ASCII).isEqualTo("hello");
    }

    @Test
    void anotherStatusIsSaidWithItsWords() {
        serve("HTTP/1.1 503 Busy\r\nContent-Length: 14\r\n\r\nstore is busy\n", true);

        assertThatThrownBy(() -> call(LONG)).isInstanceOf(IOException.class).hasMessageContaining("503: store is busy");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SSH-2.0-OpenSSH\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffffff\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
                "HTTP/1.1 200 OK\r\nContent-Le"
            })
    void whatIsNoWholeAnswerIsAnError(String answer) {
        serve(answer, true);

        assertThatThrownBy(() -> call(LONG)).isInstanceOf(IOException.class).hasMessageContaining("127.0.0.1");
    }

    @Test
    void aHeaderWithoutEndIsAnError() {
        serve("HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(1000), true);

        assertThatThrownBy(() -> call(LONG)).hasMessageContaining("header lines");
    }

    @Test
    void anAnswerThatDoesNotComeInTimeIsAnError() {
        serve("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel", false);

        assertThatThrownBy(() -> call(Duration.ofMillis(200))).isInstanceOf(IOException.class);
    }

    @Test
    void nobodyThereIsAnError() throws IOException {
        server.close();

        assertThatThrownBy(() -> call(LONG)).isInstanceOf(IOException.class);
    }

    private byte[] call(Duration within) throws IOException {
        return new HttpPost("node01").call("127.0.0.1:" + server.getLocalPort(), "claim", new byte[] {1, 2}, within);
    }

    /** Reads the request's head and two bytes, then says this. */
    private void serve(String answer, boolean close) {
        Thread thread = new Thread(() -> answer(answer, close), "server");
        thread.setDaemon(true);
        thread.start();
    }

    private void answer(String answer, boolean close) {
        try (Socket socket = server.accept()) {
            StringBuilder head = new StringBuilder();
            while (!head.toString().endsWith("\r\n\r\n")) {
                head.append((char) socket.getInputStream().read());
            }
            socket.getInputStream().readNBytes(2);
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            if (!close) {
                socket.getInputStream().read();
            }
        } catch (IOException e) {
            return; // the test has closed the server
        }
    }
}
