package bft.worker.spark;

import bft.worker.WorkerAccess;
import bft.worker.client.ClientOptions;
import bft.worker.client.GrpcClient;
import bft.worker.client.JobEndedException;
import bft.worker.client.Model;
import bft.worker.wire.Contract;
import bft.worker.wire.JobPhase;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.util.Optional;
import java.util.function.LongConsumer;

/** The driver's own view of the job: tasks may lie, so the model comes from the server itself. */
final class Follower implements AutoCloseable {
    private final Vertx vertx = Processes.vertx();
    private final Promise<Model> last = Promise.promise();
    private final GrpcClient client;
    private final LongConsumer progress;

    /**
     * A follower that connects with its first call.
     *
     * @param observer token of the job's observer
     * @param progress hears each version, on a thread of the network
     */
    Follower(SocketAddress server, String observer, LongConsumer progress) {
        this.client =
                new GrpcClient(
                        vertx, server, WorkerAccess.ofToken(observer), ClientOptions.defaults());
        this.progress = progress;
    }

    Future<Contract> contract() {
        return client.contract();
    }

    /** Follows the versions; the result is the last one, or the failure of the job. */
    Future<Model> last() {
        next(client.pull(-1), Optional.empty());
        return last.future();
    }

    private void next(Future<Model> pulled, Optional<Model> before) {
        pulled.onComplete(this::follow, failure -> end(failure, before));
    }

    private void follow(Model model) {
        try {
            progress.accept(model.version());
        } catch (RuntimeException e) {
            last.tryFail(e);
            return;
        }
        client.endAt(model)
                .ifPresentOrElse(
                        end -> end(end, Optional.of(model)),
                        () -> next(client.pull(model.version()), Optional.of(model)));
    }

    private void end(Throwable failure, Optional<Model> model) {
        boolean finished =
                failure instanceof JobEndedException end && end.state() == JobPhase.FINISHED;
        if (finished && model.isPresent()) {
            last.tryComplete(model.get());
        } else {
            last.tryFail(failure);
        }
    }

    @Override
    public void close() {
        client.close();
        vertx.close();
    }
}
