package org.vmpilot.coordinator.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What callers may cost, with small limits. While each attack stands, an honest caller is answered. */
class HttpServerTest {
    private static final String HONEST = "127.0.0.1";
    private static final String HOSTILE = "127.0.0.2";
    private static final Duration PATIENCE = Duration.ofSeconds(30L * Integer.getInteger("vmpilot.patience", 1));
    private static final Duration LONG = Duration.ofHours(1);
    private static final Limits FEW = new Limits(40, 20, 4096, 8192, LONG, LONG, LONG);
    /** An honest caller's head, body or next request is later than this only on a machine that stands still. */
    private static final Limits QUICK = new Limits(1000, 1000, 1 << 20, 1 << 20, seconds(2), seconds(3), seconds(5));

    private final Held held = new Held();
    private final List<Caller> callers = new ArrayList<>();
    private HttpServer server;
    private int port;

    /** Answers GET with a word, POST with its body's length, and /hold never. */
    private static final class Held implements Service {
        private final Queue<Exchange> exchanges = new ConcurrentLinkedQueue<>();

        @Override
        public void serve(Exchange exchange) {
            if (exchange.path().equals("/hold")) {
                exchanges.add(exchange);
            } else if (exchange.path().equals("/refused")) {
                exchange.answer(Reply.words(403, "no"));
            } else if (exchange.method().equals("POST")) {
                var unused = exchange.body(2048)
                        .handle((body, failure) -> failure == null
                                ? Reply.words(200, "bytes " + body.length)
                                : Reply.words(failure instanceof LateBodyException ? 408 : 503, failure.getMessage()))
                        .thenAccept(exchange::answer);
            } else {
                exchange.answer(Reply.words(200, "here"));
            }
        }

        @Override
        public Reply refusal(int status, String words) {
            return Reply.words(status, "no: " + words);
        }
    }

    private static Duration seconds(int seconds) {
        return Duration.ofSeconds((long) seconds * Integer.getInteger("vmpilot.patience", 1));
    }

    private void open(Limits limits) throws IOException {
        Door door = new Door("the test", local(0), held);
        server = HttpServer.start(limits, door);
        port = server.port(door);
    }

    @AfterEach
    void close() throws IOException {
        for (Caller caller : callers) {
            caller.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private static InetSocketAddress local(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private Caller caller(String address) throws IOException {
        Caller caller = new Caller(address, port);
        callers.add(caller);
        return caller;
    }

    private void anHonestCallerIsAnswered(String address) throws IOException {
        assertThat(caller(address).says("GET / HTTP/1.1\r\nHost: x\r\n\r\n").hears())
                .contains("200 OK")
                .endsWith("here\n");
    }

    /** Else the caller says its next request on a connection that is just being closed, and does not know whether it was heard. */
    @Test
    void who_is_answered_before_its_body_was_read_is_told_that_the_connection_ends() throws IOException {
        open(QUICK);
        Caller early = caller(HONEST).says("POST /refused HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n");
        assertThat(early.hears()).contains("403").containsIgnoringCase("Connection: close");
        Caller empty = caller(HONEST).says("POST /refused HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
        assertThat(empty.hears()).contains("403").doesNotContainIgnoringCase("Connection: close");
        assertThat(empty.says("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}")
                        .hears())
                .contains("bytes 2")
                .doesNotContainIgnoringCase("Connection: close");
    }

    @Test
    void half_a_head_costs_nobody_else_anything_and_is_refused_in_the_end() throws IOException {
        open(QUICK);
        List<Caller> half = new ArrayList<>();
        for (int i = 0; i < 19; i++) {
            half.add(caller(HOSTILE).says("GET / HTTP/1.1\r\nHos"));
        }
        anHonestCallerIsAnswered(HONEST);
        anHonestCallerIsAnswered(HOSTILE);
        for (Caller one : half) {
            assertThat(one.hearsAll()).startsWith("HTTP/1.1 408").contains("did not come whole");
        }
    }

    @Test
    void a_head_that_comes_byte_by_byte_has_no_more_time_than_another() throws IOException {
        open(QUICK);
        Caller slow = caller(HOSTILE).says("GET / HTTP/1.1\r\nHost: x\r\nX: ");
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> slow.isAnswered() || slow.says("a").isAnswered());
        assertThat(slow.hearsAll()).startsWith("HTTP/1.1 408").contains("did not come whole");
        anHonestCallerIsAnswered(HONEST);
    }

    @Test
    void a_body_that_does_not_come_is_refused() throws IOException {
        open(QUICK);
        List<Caller> slow = new ArrayList<>();
        for (int i = 0; i < 19; i++) {
            slow.add(caller(HOSTILE).says("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf"));
        }
        anHonestCallerIsAnswered(HONEST);
        for (Caller one : slow) {
            assertThat(one.hears()).contains("408").contains("did not come whole within");
        }
    }

    @Test
    void an_address_at_its_bound_loses_its_own_oldest_silence() throws IOException {
        open(FEW);
        List<Caller> silent = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            silent.add(caller(HOSTILE));
        }
        anHonestCallerIsAnswered(HOSTILE);
        assertThat(silent.get(0).hearsAll())
                .startsWith("HTTP/1.1 408")
                .contains("too many connections of your address");
        assertThat(silent.get(19).says("GET / HTTP/1.1\r\nHost: x\r\n\r\n").hears())
                .as("the youngest is still there")
                .contains("200 OK");
    }

    @Test
    void an_address_of_which_all_wait_gets_no_further_connection_and_others_do() throws IOException {
        open(FEW);
        for (int i = 0; i < 20; i++) {
            caller(HOSTILE).says("GET /hold HTTP/1.1\r\nHost: x\r\n\r\n");
        }
        await().atMost(PATIENCE).until(() -> held.exchanges.size() == 20);
        assertThat(caller(HOSTILE).hearsAll()).startsWith("HTTP/1.1 503").contains("Retry-After");
        anHonestCallerIsAnswered(HONEST);
        held.exchanges.forEach(exchange -> exchange.answer(Reply.words(200, "at last")));
        assertThat(callers.get(0).hears()).endsWith("at last\n");
    }

    @Test
    void one_who_waits_longer_than_an_idle_connection_may_is_answered() throws IOException {
        open(QUICK);
        Caller waits = caller(HONEST).says("GET /hold HTTP/1.1\r\nHost: x\r\n\r\n");
        Caller idle = caller(HOSTILE);
        assertThat(idle.hearsAll()).as("an idle connection ends by itself").isEmpty();
        await().atMost(PATIENCE).until(() -> !held.exchanges.isEmpty());
        held.exchanges.remove().answer(Reply.words(200, "at last"));
        assertThat(waits.hears()).endsWith("at last\n");
    }

    @Test
    void bodies_on_their_way_are_bounded() throws IOException {
        open(FEW);
        String half = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2000\r\n\r\n" + "a".repeat(1990);
        caller(HOSTILE).says(half);
        caller(HOSTILE).says(half);
        // As soon as what the first two have sent is read.
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                caller(HOSTILE).says(half + "a".repeat(10)).hears())
                        .contains("503")
                        .contains("too many large bodies"));
        assertThat(caller(HONEST).says(half + "a".repeat(10)).hears()).endsWith("bytes 2000\n");
    }

    @Test
    void a_body_that_is_too_long_is_cut_one_byte_beyond() throws IOException {
        open(FEW);
        String head = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2100\r\n\r\n";
        assertThat(caller(HONEST).says(head + "a".repeat(2100)).hears()).endsWith("bytes 2049\n");
    }

    @Test
    void odd_heads_are_refused_in_the_doors_own_words() throws IOException {
        open(FEW);
        assertThat(caller(HOSTILE).says("GET / HTTP/1.1\r\n\r\n").hears())
                .contains("400")
                .contains("no: ");
        assertThat(caller(HOSTILE).says("GET / HTTP/9.9\r\nHost: x\r\n\r\n").hearsAll())
                .contains("505");
        assertThat(caller(HOSTILE).says("\u0000\u0001\u0002\r\n\r\n").hearsAll())
                .contains("400");
        assertThat(caller(HOSTILE)
                        .says("GET / HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(20_000) + "\r\n\r\n")
                        .hears())
                .contains("431");
        assertThat(caller(HOSTILE)
                        .says("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n")
                        .hears())
                .contains("400");
        anHonestCallerIsAnswered(HONEST);
    }

    @Test
    void what_fails_in_the_service_is_answered() throws IOException {
        Door broken = new Door("broken", local(0), new Service() {
            @Override
            public void serve(Exchange exchange) {
                throw new IllegalStateException("secret");
            }

            @Override
            public Reply refusal(int status, String words) {
                return Reply.words(status, words);
            }
        });
        try (HttpServer other = HttpServer.start(FEW, broken);
                Caller caller = new Caller(HONEST, other.port(broken))) {
            assertThat(caller.says("GET / HTTP/1.1\r\nHost: x\r\n\r\n").hears())
                    .contains("500")
                    .doesNotContain("secret");
        }
    }

    @Test
    void two_doors_open_or_none() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Door free = new Door("the one", local(0), held);
            Door used = new Door("the other", local(taken.getLocalPort()), held);
            assertThatThrownBy(() -> HttpServer.start(FEW, free, used))
                    .hasMessageContaining("the other cannot listen on 127.0.0.1:" + taken.getLocalPort());
        }
    }
}
