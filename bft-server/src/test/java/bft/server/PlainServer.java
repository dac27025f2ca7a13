package bft.server;

import static bft.server.TestServer.await;
import static bft.server.TestServer.token;

import bft.server.session.Authenticator;
import bft.server.wire.ConnectionLimits;
import bft.server.wire.PushPullService;
import bft.server.wire.WireLimits;
import bft.server.wire.WireSettings;
import bft.server.wire.WorkerPort;
import bft.worker.codec.Codecs;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;

/** The workers' port alone, in front of a {@link PlainJob} whose thread is the test's choice. */
final class PlainServer implements AutoCloseable {
    static final WireLimits LIMITS = new WireLimits(20_000, 60_000, new ConnectionLimits(200));

    final Vertx vertx = Vertx.vertx();
    final PlainJob job;
    final PushPullService service;
    final WorkerPort port;

    PlainServer(int workers, int dimension, int eventLoops, Executor thread) {
        this(workers, dimension, eventLoops, LIMITS, thread);
    }

    PlainServer(int workers, int dimension, int loops, WireLimits limits, Executor thread) {
        job = new PlainJob(workers, dimension);
        List<String> tokens = IntStream.range(0, workers).mapToObj(TestServer::token).toList();
        var authenticator = new Authenticator(tokens, List.of(TestServer.OBSERVER));
        var settings = new WireSettings(limits, Codecs.ALL, loops, OptionalInt.empty());
        service = new PushPullService(job, thread, authenticator, settings, job.rows);
        job.answers = service;
        port =
                await(
                        WorkerPort.listen(
                                service,
                                loop -> {},
                                new WorkerPort.Place("127.0.0.1", 0, loops, Optional.empty())));
    }

    RawClient worker(int worker) {
        return new RawClient(vertx, port.port(), token(worker));
    }

    @Override
    public void close() {
        service.close();
        await(port.close());
        await(vertx.close());
    }
}
