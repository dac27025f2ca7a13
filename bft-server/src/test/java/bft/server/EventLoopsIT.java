package bft.server;

import static bft.server.RawClient.data;
import static bft.server.RawClient.header;
import static bft.server.TestServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import bft.worker.client.ClientOptions;
import bft.worker.client.GrpcClient;
import bft.worker.client.Model;
import bft.worker.codec.Codecs;
import bft.worker.wire.Chunks;
import bft.worker.wire.Messages;
import bft.worker.wire.Protocol;
import bft.worker.wire.PullRequest;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections on several event loops before a job on a thread of its own. */
@Timeout(120)
class EventLoopsIT {
    private static final int D = 4_096 * 45;

    /** Events that may wait for one connection, beside that of its end. */
    private static final int MOST_PENDING = 16;

    /** Runs events on a thread that no event loop knows, and counts them. */
    private static final class Counting implements AutoCloseable {
        final ExecutorService thread = Executors.newSingleThreadExecutor();
        final AtomicInteger events = new AtomicInteger();

        void run(Runnable event) {
            events.incrementAndGet();
            thread.execute(event);
        }

        @Override
        public void close() {
            thread.shutdownNow();
        }
    }

    @Test
    void connectionsAreSpreadOverAsManyLoopsAsAskedFor() {
        try (var s = new PlainServer(6, 1, 3, Runnable::run)) {
            for (int worker = 0; worker < 6; worker++) {
                await(s.worker(worker).join());
            }
            assertThat(s.job.threads).hasSize(3);
        }
    }

    @Test
    void aCallIsOneEventAndAPushIsTwoHoweverManyFramesItHas() {
        try (var counting = new Counting();
                var s = new PlainServer(1, D, 2, counting::run)) {
            RawClient raw = s.worker(0);
            await(raw.join());
            assertThat(counting.events).hasValue(1);
            await(raw.call(Protocol.PULL, Messages.encode(new PullRequest(-1, 60_000))));
            assertThat(counting.events).hasValue(2);
            var push = new Buffer[1 + D / 4096];
            push[0] = header(0, 1, D);
            for (int i = 1; i < push.length; i++) {
                push[i] = frame((i - 1) * 4096);
            }
            assertThat(await(raw.call(Protocol.PUSH, push)).reason()).isEmpty();
            assertThat(counting.events).hasValue(4);
            assertThat(s.job.threads).hasSize(1);
            assertThat(s.job.rows.inUse()).isZero();
        }
    }

    private static Buffer frame(int from) {
        float[] values = new float[from + 4096];
        return Chunks.encode(Codecs.FLOAT32, values, from, from + 4096);
    }

    @Test
    void severalLoopsSendOneModelAtOnce() {
        try (var counting = new Counting();
                var s = new PlainServer(8, D, 4, counting::run)) {
            List<GrpcClient> clients = new ArrayList<>();
            List<Future<Model>> pulls = new ArrayList<>();
            var address = SocketAddress.inetSocketAddress(s.port.port(), "127.0.0.1");
            for (int worker = 0; worker < 8; worker++) {
                String token = TestServer.token(worker);
                var client = new GrpcClient(s.vertx, address, token, ClientOptions.defaults());
                clients.add(client);
                pulls.add(client.pull(-1));
            }
            for (Future<Model> pull : pulls) {
                assertThat(await(pull).parameters()).isEqualTo(new float[D]);
            }
            clients.forEach(GrpcClient::close);
        }
    }

    /** The job's thread stands still, and a caller opens and resets calls as fast as it can. */
    @Test
    void aFloodOfOneConnectionLeavesABoundedNumberOfEvents() throws Exception {
        BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
        try (var s = new PlainServer(2, 4, 2, events::add)) {
            RawClient flooder = s.worker(1);
            Set<HttpConnection> connections = new HashSet<>();
            for (int calls = 0; calls < 100; calls++) {
                var call = await(flooder.open(Protocol.STATUS));
                connections.add(call.request().connection());
                call.request().end(Messages.empty()).onComplete(sent -> call.request().cancel());
            }
            int most = MOST_PENDING + 1;
            assertThat(connections).hasSizeGreaterThan(1);
            assertThat(events.size()).isBetween(most, most * connections.size());
            RawClient honest = s.worker(0);
            var push = honest.call(Protocol.PUSH, header(0, 1, 4), data(1, 1, 1, 1));
            while (!push.isComplete()) {
                Runnable event = events.poll(100, TimeUnit.MILLISECONDS);
                if (event != null) {
                    event.run();
                }
            }
            assertThat(await(push).reason()).isEmpty();
        }
    }
}
