package bft.server;

import static bft.server.Http2Socket.CONTINUATION;
import static bft.server.Http2Socket.DATA;
import static bft.server.Http2Socket.END_HEADERS;
import static bft.server.Http2Socket.END_STREAM;
import static bft.server.Http2Socket.GO_AWAY;
import static bft.server.Http2Socket.HEADERS;
import static bft.server.Http2Socket.NO_FLAG;
import static bft.server.Http2Socket.PING;
import static bft.server.Http2Socket.RST_STREAM;
import static bft.server.Http2Socket.SETTINGS;
import static bft.server.Http2Socket.WINDOW_UPDATE;
import static bft.server.Http2Socket.call;
import static bft.server.Http2Socket.frame;
import static bft.server.Http2Socket.indexed;
import static bft.server.Http2Socket.join;
import static bft.server.Http2Socket.literal;
import static bft.server.Http2Socket.message;
import static bft.server.Http2Socket.setting;
import static bft.server.RawClient.data;
import static bft.server.RawClient.header;
import static bft.server.TestServer.await;
import static bft.server.TestServer.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import bft.server.wire.ConnectionCounts.Event;
import bft.server.wire.ConnectionLimits;
import bft.server.wire.WireLimits;
import bft.worker.wire.Messages;
import bft.worker.wire.Protocol;
import bft.worker.wire.PullRequest;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Frames that no client sends. Whoever floods a connection loses it or costs a bounded amount of
 * memory, and a worker is served beside it.
 */
@Timeout(120)
class HostileConnectionIT {
    private static final long LATE = 600_000;
    private static final int MANY = 200_000;
    private static final int RESET_AND_END = 5;
    private static final byte[] EIGHT = new byte[8];

    private final ExecutorService thread = Executors.newSingleThreadExecutor();

    private PlainServer server(int dimension) {
        var connections = new ConnectionLimits(20, 20, LATE);
        return new PlainServer(2, dimension, 2, new WireLimits(300, 900, connections), thread);
    }

    @AfterEach
    void close() {
        thread.shutdownNow();
    }

    static Stream<Arguments> floods() {
        byte[] headers = call("Push", "");
        byte[] huge = literal("x", "y".repeat(8_000));
        byte[] open = frame(HEADERS, NO_FLAG, 1, headers);
        byte[] bomb = new byte[15_000];
        Arrays.fill(bomb, (byte) 0xbe);
        return Stream.of(
                flood("endless headers", open, frame(CONTINUATION, NO_FLAG, 1, huge)),
                flood("empty continuations", open, frame(CONTINUATION, NO_FLAG, 1, new byte[0])),
                flood(
                        "a bomb of references",
                        frame(HEADERS, NO_FLAG, 1, indexed("x", "y".repeat(4_000))),
                        frame(CONTINUATION, NO_FLAG, 1, bomb)),
                flood(
                        "empty data",
                        frame(HEADERS, END_HEADERS, 1, call("Push", token(1))),
                        frame(DATA, NO_FLAG, 1, new byte[0])),
                flood(
                        "data of a refused call",
                        frame(HEADERS, END_HEADERS, 1, headers),
                        frame(DATA, NO_FLAG, 1, new byte[0])),
                flood("frames over the limit", frame(PING, NO_FLAG, 0, new byte[20_000])),
                flood("frames before their stream", frame(DATA, NO_FLAG, 7, EIGHT)),
                flood("unanswered pings", frame(PING, NO_FLAG, 0, EIGHT)),
                flood("settings without end", frame(SETTINGS, NO_FLAG, 0, setting(4, 1))),
                flood(
                        "a window beyond the limit",
                        frame(WINDOW_UPDATE, NO_FLAG, 0, new byte[] {127, -1, -1, -1})));
    }

    private static Arguments flood(String what, byte[]... frames) {
        return arguments(
                what, join(Arrays.copyOf(frames, frames.length - 1)), frames[frames.length - 1]);
    }

    /** The client does not read, so that answers cannot leave the server either. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("floods")
    void whoFloodsAConnectionLosesIt(String what, byte[] first, byte[] again) throws IOException {
        try (var s = server(4);
                var hostile = new Http2Socket(s.port.port())) {
            long before = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
            hostile.raw(first);
            assertThat(hostile.flood(MANY, again) && !hostile.isClosed())
                    .as("stays open")
                    .isFalse();
            assertWorkerIsServed(s);
            var counts = s.service.counts();
            assertThat(counts.of(Event.BROKEN) + counts.of(Event.ABUSED)).isPositive();
            long after = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
            assertThat(after - before).isLessThan(64 << 20);
        }
    }

    private static void assertWorkerIsServed(PlainServer s) {
        RawClient worker = s.worker(0);
        assertThat(await(worker.join()).reason()).isEmpty();
        assertThat(await(worker.call(Protocol.PUSH, header(0, 1, 4), data(1, 1, 1, 1))).reason())
                .isEmpty();
    }

    @Test
    void whoOpensAndResetsCallsWithoutATokenLosesTheConnectionSoon() throws IOException {
        try (var s = server(4);
                var hostile = new Http2Socket(s.port.port())) {
            byte[] headers = call("Push", "");
            int stream = 1;
            boolean open = true;
            while (open && stream < MANY) {
                open = hostile.flood(1, frame(HEADERS, END_HEADERS, stream, headers));
                open &= hostile.flood(1, frame(RST_STREAM, NO_FLAG, stream, new byte[4]));
                stream += 2;
            }
            assertThat(open).isFalse();
            assertWorkerIsServed(s);
        }
    }

    @Test
    void aConnectionHasEightCallsAndMoreAreRefused() throws IOException {
        try (var s = server(4);
                var busy = new Http2Socket(s.port.port())) {
            byte[] headers = call("Push", token(1));
            for (int stream = 1; stream < 2 * 8 + 1; stream += 2) {
                busy.send(HEADERS, END_HEADERS, stream, headers);
            }
            busy.send(HEADERS, END_HEADERS, 17, headers);
            var refused = busy.await(f -> f.type() == RST_STREAM && f.stream() == 17);
            assertThat(refused.payload()).endsWith(7);
            assertWorkerIsServed(s);
        }
    }

    /** Small enough for the server's buffers, so that nothing makes the server wait. */
    @Test
    void aSmallModelThatIsNeverReadIsCountedAndNamed() throws Exception {
        try (var s = server(4);
                var mute = new Http2Socket(s.port.port(), setting(4, 0))) {
            byte[] request = message(Messages.encode(new PullRequest(-1, 60_000)).getBytes());
            mute.send(HEADERS, END_HEADERS, 1, call("Pull", token(1)));
            mute.send(DATA, END_STREAM, 1, request);
            assertThat(s.job.heard.take()).isEqualTo("connected 1");
            assertThat(s.job.heard.take()).isEqualTo("slow 1");
            assertThat(s.job.heard.take()).isEqualTo("refused 1 TOO_SLOW");
            mute.await(f -> f.type() == RST_STREAM && f.stream() == 1);
        }
    }

    @Test
    void callsWithoutATokenAreFewOnAConnection() throws IOException {
        try (var s = server(4);
                var stranger = new Http2Socket(s.port.port())) {
            byte[] headers = call("Status", "");
            for (int stream = 1; stream < 2 * 16; stream += 2) {
                stranger.send(HEADERS, RESET_AND_END, stream, headers);
                int own = stream;
                stranger.await(f -> f.type() == HEADERS && f.stream() == own);
            }
            stranger.await(f -> f.type() == GO_AWAY);
            assertThat(stranger.isClosed()).isTrue();
            assertWorkerIsServed(s);
        }
    }
}
