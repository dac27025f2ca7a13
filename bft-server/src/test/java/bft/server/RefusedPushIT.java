package bft.server;

import static bft.server.RawClient.header;
import static bft.server.TestServer.await;
import static bft.server.TestServer.token;
import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.admission.Contribution;
import bft.server.core.Announcement;
import bft.worker.client.ClientOptions;
import bft.worker.client.GrpcClient;
import bft.worker.codec.Codecs;
import bft.worker.verdict.Refusal;
import bft.worker.verdict.Refused;
import bft.worker.verdict.Verdict;
import bft.worker.wire.Chunks;
import bft.worker.wire.Protocol;
import io.vertx.core.net.SocketAddress;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pushes that are refused while their data are on the way, again and again. */
@Timeout(120)
class RefusedPushIT {
    private static final int D = 1_000_000;
    private static final int PUSHES = 40;

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final PlainServer s = new PlainServer(2, D, 2, thread);
    private final FrameProxy proxy = new FrameProxy(s.vertx, s.port.port());

    RefusedPushIT() {
        s.job.certain = this::tooLate;
    }

    private Optional<Verdict> tooLate(Announcement push) {
        s.job.step();
        return Optional.of(new Refused(Refusal.STALE_VERSION, "the round has closed"));
    }

    /** The whole gradient, but not its end. */
    private static void writeAll(RawClient.Open push) {
        int chunk = 61_408;
        for (int from = 0; from < D; from += chunk) {
            int to = Math.min(D, from + chunk);
            push.request().write(Chunks.encode(Codecs.FLOAT32, new float[to], from, to));
        }
    }

    @AfterEach
    void close() {
        proxy.close();
        s.close();
        thread.shutdownNow();
    }

    private void assertNothingWasCutOff() {
        assertThat(proxy.goAways).hasValue(0);
        assertThat(proxy.resetsByServer).hasValue(0);
        assertThat(proxy.resetsByClients).hasValue(0);
        assertThat(proxy.connections).hasValue(1);
        assertThat(s.job.rows.inUse()).isZero();
    }

    @Test
    void ourClientKeepsItsConnection() {
        var address = SocketAddress.inetSocketAddress(proxy.port(), "127.0.0.1");
        var client = new GrpcClient(s.vertx, address, token(0), ClientOptions.defaults());
        float[] gradient = new float[D];
        for (int push = 0; push < PUSHES; push++) {
            var verdict = await(client.push(new Contribution(0, 0, gradient)));
            assertThat(verdict).isInstanceOf(Refused.class);
        }
        assertNothingWasCutOff();
        client.close();
    }

    @Test
    void aClientThatSendsEverythingWhateverIsAnsweredKeepsItsConnection() {
        var raw = new RawClient(s.vertx, proxy.port(), token(0));
        for (int push = 1; push <= PUSHES; push++) {
            var open = await(raw.begin(Protocol.PUSH, header(0, push, D)));
            writeAll(open);
            open.request().end();
            assertThat(await(open.answer()).reason()).isEqualTo("STALE_VERSION");
        }
        assertThat(proxy.dataFrames.get()).isGreaterThan(PUSHES * 4 * D / 16_384);
        assertNothingWasCutOff();
        await(raw.close());
    }

    @Test
    void grpcioKeepsItsConnection() throws Exception {
        int pushes = 240;
        String printed =
                PythonClient.run("push_again_and_again.py", proxy.port(), token(0), D, pushes);
        assertThat(printed).isEqualTo("STALE_VERSION=" + pushes);
        assertThat(proxy.goAways.get()).as("the one with which it leaves").isLessThanOrEqualTo(1);
        assertThat(proxy.resetsByServer).hasValue(0);
        assertThat(proxy.connections).hasValue(1);
    }

    @Test
    void aPushThatLacksNothingButItsEndIsNotCutOff() {
        s.job.certain = push -> Optional.empty();
        var raw = new RawClient(s.vertx, proxy.port(), token(1));
        var open = await(raw.begin(Protocol.PUSH, header(0, 1, D)));
        writeAll(open);
        await(raw.join());
        s.job.certain = this::tooLate;
        thread.execute(s.service::roundClosed);
        assertThat(await(open.answer()).reason()).isEqualTo("STALE_VERSION");
        open.request().end();
        await(raw.join());
        assertNothingWasCutOff();
        await(raw.close());
    }

    @Test
    void whoSendsMoreThanItAnnouncedIsCutOff() {
        var raw = new RawClient(s.vertx, proxy.port(), token(1));
        var open = await(raw.begin(Protocol.PUSH, header(0, 1, 10)));
        assertThat(await(open.answer()).reason()).isEqualTo("STALE_VERSION");
        open.request().write(Chunks.encode(Codecs.FLOAT32, new float[100], 0, 100));
        await(raw.join());
        assertThat(proxy.resetsByServer).hasValue(1);
        await(raw.close());
    }
}
