package bft.worker.spark;

import bft.worker.Worker;
import bft.worker.WorkerAccess;
import bft.worker.WorkerReport;
import bft.worker.client.ClientOptions;
import bft.worker.client.Computation;
import bft.worker.client.GrpcClient;
import bft.worker.codec.Codecs;
import bft.worker.codec.GradientCodec;
import bft.worker.data.Dataset;
import bft.worker.data.Split;
import bft.worker.task.Assignment;
import bft.worker.wire.Contract;
import bft.worker.wire.Task;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/**
 * One task of the barrier stage: the worker whose token has the partition's number, so a task that
 * Spark starts again takes the same place in the job.
 */
final class WorkerTask extends AbstractFunction1<Iterator<Share>, Iterator<TaskReport>>
        implements java.io.Serializable {
    private static final long serialVersionUID = 1L;
    private static final long LOOK_MILLIS = 200;

    private final String host;
    private final int port;
    private final Rows rows;
    private final String codec;
    private final GradientChange change;

    WorkerTask(SocketAddress server, Rows rows, String codec, GradientChange change) {
        this.host = server.host();
        this.port = server.port();
        this.rows = rows;
        this.codec = codec;
        this.change = change;
    }

    @Override
    public Iterator<TaskReport> apply(Iterator<Share> partition) {
        TaskContext context = TaskContext.get();
        Share share = partition.next();
        Dataset data = rows.read(share.rows());
        int index = context.partitionId();
        WorkerReport report = work(context, data, share.token());
        long refused = report.refused().values().stream().mapToLong(Long::longValue).sum();
        var told = new TaskReport(index, data.count(), report.accepted(), refused);
        return CollectionConverters.asScala(List.of(told).iterator());
    }

    private WorkerReport work(TaskContext context, Dataset data, String token) {
        Vertx vertx = Processes.vertx();
        ExecutorService compute = Executors.newSingleThreadExecutor();
        GradientCodec encoding = Codecs.of(codec);
        var client =
                new GrpcClient(
                        vertx,
                        SocketAddress.inetSocketAddress(port, host),
                        WorkerAccess.ofToken(token),
                        ClientOptions.defaults().withCodec(encoding));
        try {
            return await(
                    context,
                    client.join()
                            .compose(
                                    contract ->
                                            Worker.run(
                                                    client,
                                                    contract,
                                                    computation(contract, data, encoding),
                                                    compute)));
        } finally {
            client.close();
            compute.shutdownNow();
            vertx.close();
        }
    }

    private Computation computation(Contract contract, Dataset data, GradientCodec encoding) {
        int[] all = IntStream.range(0, data.count()).toArray();
        Computation gradient =
                Assignment.of(contract, Task.UNSPECIFIED, OptionalLong.empty())
                        .on(
                                new Split(data, data, "partition"),
                                (worker, workers, labels, seed) -> all,
                                encoding);
        return (model, attempt) ->
                change.apply(contract.worker(), gradient.gradient(model, attempt));
    }

    /** Waits for the end of the job, and looks whether Spark wants the task to end before. */
    private static WorkerReport await(TaskContext context, Future<WorkerReport> report) {
        var result = report.toCompletionStage().toCompletableFuture();
        while (true) {
            try {
                return result.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (context.isInterrupted()) {
                    throw new TaskKilledException();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new TaskKilledException();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
            }
        }
    }
}
