package bft.server;

import static bft.server.RawClient.data;
import static bft.server.RawClient.header;
import static bft.server.TestServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import bft.server.wire.ConnectionCounts;
import bft.server.wire.ConnectionCounts.Event;
import bft.server.wire.ConnectionLimits;
import bft.server.wire.WireLimits;
import bft.worker.verdict.Refusal;
import bft.worker.wire.JoinRequest;
import bft.worker.wire.Messages;
import bft.worker.wire.Protocol;
import io.vertx.core.Promise;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections of nobody's: they cost a bounded number of places for a bounded time. */
@Timeout(120)
class UnauthenticatedIT {
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final String SETTINGS = "\0\0\0\4\0\0\0\0\0";
    private static final long SOON = 400;

    /** Long enough for a call on a busy machine. */
    private static final long WHILE = 3_000;

    private static final long LATE = 600_000;

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final AtomicInteger events = new AtomicInteger();
    private final List<Socket> sockets = new ArrayList<>();

    private PlainServer server(int all, int perAddress, long firstCallMillis) {
        var connections = new ConnectionLimits(all, perAddress, firstCallMillis);
        var limits = new WireLimits(20_000, 60_000, connections);
        return new PlainServer(
                2,
                4,
                2,
                limits,
                event -> {
                    events.incrementAndGet();
                    thread.execute(event);
                });
    }

    private Socket connect(PlainServer s, String from, String text) throws IOException {
        var there = InetAddress.getByName("127.0.0.1");
        var socket = new Socket(there, s.port.port(), InetAddress.getByName(from), 0);
        sockets.add(socket);
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    /** Whether the server says something; it has accepted the connection then. */
    private static void assertIsAnswered(Socket socket) throws IOException {
        assertThat(socket.getInputStream().read()).isNotNegative();
    }

    /** Whether the other end closes it; waits until it does. */
    private static void assertIsClosed(Socket socket) {
        try {
            while (socket.getInputStream().read() >= 0) {
                // What the server says before is of no interest.
            }
        } catch (IOException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        thread.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "PRI * HT",
                PREFACE,
                PREFACE + SETTINGS,
                "GET / HTTP/1.1\r\nHost: a\r\n"
            })
    void whoMakesNoCallIsClosedInAFewSeconds(String beginning) throws IOException {
        try (var s = server(100, 100, SOON)) {
            for (int i = 0; i < 20; i++) {
                connect(s, "127.0.0.1", beginning);
            }
            sockets.forEach(UnauthenticatedIT::assertIsClosed);
            ConnectionCounts counts = s.service.counts();
            assertThat(counts.of(Event.ACCEPTED)).isEqualTo(20);
            assertThat(counts.of(Event.SILENT) + counts.of(Event.FOREIGN)).isEqualTo(20);
            assertThat(events).hasValue(0);
        }
    }

    @Test
    void callsWithoutATokenDoNotKeepAConnectionOpen() throws Exception {
        try (var s = server(100, 100, WHILE)) {
            RawClient stranger = new RawClient(s.vertx, s.port.port(), "");
            var first = await(stranger.open(Protocol.STATUS));
            Promise<Void> closed = Promise.promise();
            first.request().connection().closeHandler(closed::complete);
            first.request().end(Messages.empty());
            assertThat(await(first.answer()).reason()).isEqualTo(Refusal.UNKNOWN_WORKER.name());
            await(closed.future());
            assertThat(s.service.counts().of(Event.SILENT)).isEqualTo(1);
            assertThat(s.job.heard.take()).isEqualTo("refused -1 UNKNOWN_WORKER");
        }
    }

    @Test
    void aWorkerStaysThoughItCallsNoMore() throws Exception {
        try (var s = server(100, 100, WHILE)) {
            RawClient worker = s.worker(0);
            var join = await(worker.open(Protocol.JOIN));
            AtomicInteger closed = new AtomicInteger();
            join.request().connection().closeHandler(gone -> closed.incrementAndGet());
            join.request().end(Messages.encode(new JoinRequest(1, JoinRequest.UNNAMED)));
            await(join.answer());
            assertIsClosed(connect(s, "127.0.0.1", ""));
            assertThat(
                            await(worker.call(Protocol.PUSH, header(0, 1, 4), data(1, 1, 1, 1)))
                                    .reason())
                    .isEmpty();
            assertThat(closed).hasValue(0);
        }
    }

    @Test
    void strangersMakeRoomForWorkersAndNeverTakeTheirs() throws IOException {
        try (var s = server(10, 10, LATE)) {
            RawClient registered = s.worker(0);
            await(registered.join());
            for (int i = 0; i < 200; i++) {
                connect(s, "127.0.0.1", i % 2 == 0 ? "" : PREFACE + SETTINGS);
                assertThat(s.service.counts().open()).isLessThanOrEqualTo(10);
            }
            RawClient newcomer = s.worker(1);
            assertThat(await(newcomer.join()).reason()).isEmpty();
            assertThat(
                            await(registered.call(Protocol.PUSH, header(0, 1, 4), data(1, 1, 1, 1)))
                                    .reason())
                    .isEmpty();
            assertThat(s.service.counts().of(Event.EVICTED)).isBetween(190L, 195L);
            assertThat(s.job.heard).doesNotContain("disconnected 0");
        }
    }

    @Test
    void whoHasATokenButNoSlotMakesRoomOnlyWhenThereAreNoStrangers() throws IOException {
        try (var s = server(4, 4, LATE)) {
            RawClient unregistered = s.worker(0);
            await(unregistered.call(Protocol.STATUS, Messages.empty()));
            for (int i = 0; i < 20; i++) {
                assertIsAnswered(connect(s, "127.0.0.1", PREFACE + SETTINGS));
            }
            assertThat(await(unregistered.call(Protocol.STATUS, Messages.empty())).reason())
                    .isEmpty();
            assertThat(s.service.counts().of(Event.EVICTED)).isEqualTo(20 - 3);
            List<RawClient> same = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                same.add(s.worker(0));
                await(same.get(i).call(Protocol.STATUS, Messages.empty()));
            }
            assertThat(s.service.counts().of(Event.EVICTED)).isEqualTo(20 - 3 + 8);
            assertThat(await(s.worker(1).join()).reason()).isEmpty();
        }
    }

    @Test
    void anAddressTakesItsShareOnly() throws IOException {
        try (var s = server(20, 5, LATE)) {
            Socket other = connect(s, "127.0.0.2", PREFACE + SETTINGS);
            for (int i = 0; i < 50; i++) {
                connect(s, "127.0.0.3", PREFACE);
            }
            assertIsClosed(sockets.get(1));
            await(s.worker(0).join());
            assertThat(s.service.counts().open()).isEqualTo(1 + 5 + 1);
            assertThat(s.service.counts().of(Event.EVICTED)).isEqualTo(45);
            other.getOutputStream().write(SETTINGS.getBytes(StandardCharsets.ISO_8859_1));
            assertThat(other.getInputStream().read()).isNotNegative();
        }
    }

    @Test
    void comingAndGoingCostsTheJobNothing() throws IOException {
        try (var s = server(50, 50, LATE)) {
            for (int i = 0; i < 300; i++) {
                connect(s, "127.0.0.1", PREFACE).close();
            }
            assertThat(await(s.worker(0).join()).reason()).isEmpty();
            assertThat(events).hasValue(1);
        }
    }

    @Test
    void whatBecameOfConnectionsIsInTheMetrics() throws IOException {
        try (var s = new TestServer(TestServer.config(4))) {
            var there = InetAddress.getByName("127.0.0.1");
            try (var socket = new Socket(there, s.server.port())) {
                String request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
                socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
                assertIsClosed(socket);
            }
            await(s.client(0).join());
            assertThat(s.metric("bft_connections_open")).isEqualTo(1);
            assertThat(s.metric("bft_connections_total{event=\"accepted\",}")).isEqualTo(2);
            assertThat(s.metric("bft_connections_total{event=\"foreign\",}")).isEqualTo(1);
        }
    }
}
