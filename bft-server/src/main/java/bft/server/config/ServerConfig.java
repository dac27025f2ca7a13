package bft.server.config;

import bft.server.core.JobSettings;
import bft.server.session.Authenticator;
import bft.server.wire.ConnectionLimits;
import bft.server.wire.WireLimits;
import bft.server.wire.WireSettings;
import bft.spec.BadArgument;
import bft.worker.client.Model;
import bft.worker.codec.Codecs;
import bft.worker.codec.GradientCodec;
import bft.worker.wire.Contract;
import bft.worker.wire.Incarnation;
import bft.worker.wire.Messages;
import bft.worker.wire.Protocol;
import bft.worker.wire.Task;
import bft.worker.wire.Transfer;
import java.util.List;

/**
 * The configuration of a server and its one job.
 *
 * @param name of the job, 1 to 200 characters
 * @param task what workers train; its tensors are those of the model
 * @param initial the version to start from, frozen
 * @param authenticator knows the token of each of the n workers
 * @param drainMillis longest wait at the end until workers are notified
 * @param threads number of threads that aggregate
 */
public record ServerConfig(
        String name,
        JobSettings job,
        Task task,
        Model initial,
        Authenticator authenticator,
        Endpoints endpoints,
        WireSettings wire,
        ModelOutput output,
        long drainMillis,
        int threads) {
    private static final int MAX_NAME = 200;
    private static final int MAX_THREADS = 1024;
    private static final long IDLE_MILLIS = 10_000;
    private static final long DRAIN_MILLIS = 5_000;
    private static final int STRANGERS = 256;

    /** Upper bound of a contract's fields that differ by worker and server. */
    private static final int SLOT_BYTES = 128;

    /**
     * @throws IllegalArgumentException with the value and the limit
     */
    public ServerConfig {
        BadArgument.when(name.isEmpty() || name.length() > MAX_NAME)
                .because("job name must have 1 to 200 characters, has %s", name.length());
        BadArgument.when(initial.parameters().length == 0).because("dimension must be >= 1, got 0");
        // Rejects a layout that does not fit this model.
        job.training().optimiser().slots(initial.parameters().length);
        BadArgument.when(drainMillis < 0)
                .because("drain time must be >= 0, got %s ms", drainMillis);
        BadArgument.when(name.codePoints().anyMatch(Character::isISOControl))
                .because("job name must have no control characters, such as the end of a line");
        BadArgument.when(threads < 1 || threads > MAX_THREADS)
                .because("threads must be 1 to %s, got %s", MAX_THREADS, threads);
        requireContractFits(name, job, task, initial.parameters().length, wire.codecs());
        int most = wire.limits().connections().all();
        int least = job.n() + wire.limits().connections().observers() + 1;
        BadArgument.when(most < least)
                .because(
                        "max-connections must be >= workers + max-observers + 1 = %s, got %s",
                        least, most);
    }

    /** Checks the contract's size, because workers refuse a longer one. */
    private static void requireContractFits(
            String name, JobSettings job, Task task, int dimension, List<GradientCodec> codecs) {
        var contract =
                new Contract(
                        name,
                        Contract.OBSERVER,
                        job.n(),
                        job.f(),
                        dimension,
                        task,
                        new Transfer(Protocol.CHUNK_BYTES, codecs, Codecs.OF_MODELS, 1),
                        Long.MAX_VALUE,
                        Long.MAX_VALUE,
                        0,
                        Incarnation.UNSPECIFIED);
        int bytes = Messages.encode(contract).length() + SLOT_BYTES;
        BadArgument.when(bytes > Protocol.MAX_MESSAGE_BYTES)
                .because(
                        "the layout takes %s bytes of the contract, which may have %s: give its tensors shorter names",
                        bytes, Protocol.MAX_MESSAGE_BYTES);
    }

    /** A server on free loopback ports that writes no files: for tests and demonstrations. */
    public static ServerConfig loopback(
            String name, JobSettings job, Model initial, Authenticator authenticator) {
        return new ServerConfig(
                name,
                job,
                Task.UNSPECIFIED,
                initial,
                authenticator,
                Endpoints.LOOPBACK,
                WireSettings.of(limits(job)),
                ModelOutput.NONE,
                DRAIN_MILLIS,
                Runtime.getRuntime().availableProcessors());
    }

    private static WireLimits limits(JobSettings job) {
        long roundMillis = Math.max(1, job.deadlines().roundNanos() / 1_000_000);
        int all = job.n() + ConnectionLimits.OBSERVERS + STRANGERS;
        return new WireLimits(IDLE_MILLIS, roundMillis, new ConnectionLimits(all));
    }

    /** As {@link JobSettings#gradientsHeld}, and one a worker that arrives in datagrams. */
    public int gradientsHeld() {
        return job.gradientsHeld() + (wire.lossy().isPresent() ? job.n() : 0);
    }

    public ServerConfig with(WireSettings other) {
        return new ServerConfig(
                name,
                job,
                task,
                initial,
                authenticator,
                endpoints,
                other,
                output,
                drainMillis,
                threads);
    }
}
