package bft.worker.client;

import bft.aggregation.admission.Contribution;
import bft.spec.BadArgument;
import bft.spec.Text;
import bft.worker.verdict.Refusal;
import bft.worker.verdict.Refused;
import bft.worker.verdict.Verdict;
import bft.worker.wire.Contract;
import bft.worker.wire.Figure;
import bft.worker.wire.Incarnation;
import bft.worker.wire.JobPhase;
import bft.worker.wire.PullHeader;
import bft.worker.wire.PushHeader;
import bft.worker.wire.ServerStatus;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.common.GrpcStatus;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A gRPC client that survives the loss of its connections.
 *
 * <p>A call that fails because of the network, or because the server restarts or breaks the
 * contract, is retried on a new connection, after a join, with growing pauses, until it succeeds or
 * the client gives up. A gradient whose answer was lost is pushed again under its old sequence
 * number, so it cannot count twice. A permanent refusal is not retried.
 *
 * <p>If another process takes the worker's slot with the same token, the open or next call fails
 * with {@link CallException#isSlotTaken}, and the client makes no further calls.
 *
 * <p>May be called from any thread. Everything runs on one Vert.x context, the caller's if it has
 * one, and there the futures complete.
 */
public final class GrpcClient implements ParameterClient {

    private static final Logger LOG = LoggerFactory.getLogger(GrpcClient.class);
    private static final long NO_VERSION = -1;
    private static final Set<Refusal> OF_WORKERS =
            EnumSet.of(Refusal.UNKNOWN_WORKER, Refusal.SLOT_TAKEN, Refusal.OWNER_FULL);

    private final Vertx vertx;
    private final Context context;
    private final SocketAddress server;
    private final Access access;
    private final ClientOptions options;

    /** Never 0: these bits include the version of a random UUID. */
    private final long instance = UUID.randomUUID().getMostSignificantBits();

    private Connection connection;
    private Contract agreed;
    private volatile long finalVersion = Long.MAX_VALUE;
    private long sequence;

    /** Sequence number of the last answered push, and whether the server has lost it since. */
    private long answered;

    private boolean isSetBack;
    private boolean pushing;
    private boolean closed;
    private Optional<Throwable> pushedOut = Optional.empty();
    private volatile Optional<JobEndedException> end = Optional.empty();

    /**
     * Connects with the first call, in plain text.
     *
     * @param token the worker's secret: 1 to 4,096 printable ASCII characters without blanks
     * @throws IllegalArgumentException if the token is not one
     */
    public GrpcClient(Vertx vertx, SocketAddress server, String token, ClientOptions options) {
        this(vertx, server, Access.withToken(token), options);
    }

    /** Connects with the first call. */
    public GrpcClient(Vertx vertx, SocketAddress server, Access access, ClientOptions options) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.server = server;
        this.access = access;
        this.options = options;
        this.connection = connect();
    }

    @Override
    public Future<Contract> contract() {
        return onContext(() -> repeat(() -> connection.contract().compose(this::agree)));
    }

    @Override
    public Future<Contract> join() {
        return onContext(() -> repeat(this::joined));
    }

    /**
     * Waits for a newer model. If the server has lost versions, so that its newest is older than
     * {@code newerThan}, the result is that newest one; otherwise both would wait for ever.
     */
    @Override
    public Future<Model> pull(long newerThan) {
        return onContext(
                () -> {
                    Promise<Model> result = Promise.promise();
                    pullInto(result, newerThan);
                    return result.future();
                });
    }

    /** If the server has lost versions, the result is its newest, as for {@link #pull}. */
    @Override
    public Future<Optional<Model>> newer(long newerThan, int waitMillis) {
        int wait = Math.min(waitMillis, options.waits().pullMillis());
        return onContext(
                () ->
                        ask(newerThan, wait)
                                .compose(
                                        answer ->
                                                answer.header().version() < newerThan
                                                        ? pull(NO_VERSION).map(Optional::of)
                                                        : Future.succeededFuture(answer.model())));
    }

    @Override
    public Optional<JobEndedException> endAt(Model model) {
        if (end.isEmpty() && model.version() >= finalVersion) {
            return Optional.of(new JobEndedException(JobPhase.FINISHED, model.version(), ""));
        }
        return end;
    }

    @Override
    public Future<Verdict> push(
            Contribution contribution, int attempt, SortedMap<Figure, Double> figures) {
        return onContext(
                () -> {
                    if (pushing) {
                        throw new IllegalStateException("the push before this one is still open");
                    }
                    pushing = true;
                    return repeat(this::joined)
                            .compose(contract -> push(contract, contribution, attempt, figures))
                            .onComplete(ended -> pushing = false);
                });
    }

    /**
     * Tried once, because reconnecting only to leave gains nothing; not tried at all without a
     * slot.
     */
    @Override
    public Future<Void> leave() {
        return onContext(
                () -> pushedOut.isPresent() ? Future.succeededFuture() : connection.leave("done"));
    }

    @Override
    public Future<ServerStatus> status() {
        return onContext(() -> repeat(() -> connection.status()));
    }

    @Override
    public void close() {
        context.runOnContext(
                run -> {
                    closed = true;
                    connection.close();
                });
    }

    private Future<Verdict> push(
            Contract contract,
            Contribution contribution,
            int attempt,
            SortedMap<Figure, Double> figures) {
        BadArgument.when(contribution.worker() != contract.worker())
                .because(
                        "this client belongs to worker %s, got a gradient of worker %s",
                        contract.worker(), contribution.worker());
        float[] gradient = contribution.gradient();
        sequence++;
        int codec = options.codec().number();
        PushHeader header =
                new PushHeader(
                        contribution.baseVersion(),
                        sequence,
                        gradient.length,
                        codec,
                        attempt,
                        true,
                        figures);
        return repeat(() -> joined().compose(c -> connection.push(c, header, gradient)))
                .map(Verdict.class::cast)
                .recover(GrpcClient::asVerdict)
                .onSuccess(verdict -> answered(header.sequence(), verdict));
    }

    private void answered(long number, Verdict verdict) {
        answered = number;
        boolean isAhead =
                verdict instanceof Refused refused && refused.reason() == Refusal.FUTURE_VERSION;
        isSetBack = isSetBack && isAhead;
    }

    private void pullInto(Promise<Model> result, long newerThan) {
        long asked = System.nanoTime();
        ask(newerThan, options.waits().pullMillis())
                .onComplete(
                        answer -> {
                            if (answer.model().isPresent()) {
                                result.complete(answer.model().get());
                            } else {
                                boolean setBack = answer.header().version() < newerThan;
                                long next = setBack ? NO_VERSION : newerThan;
                                pace(asked, () -> pullInto(result, next));
                            }
                        },
                        result::fail);
    }

    /**
     * One pull: a model, or the answer that there is none yet; fails if none will ever come. A
     * server that has lost our gradient on a version waits for it, and we still have that version.
     */
    private Future<ModelReceiver.Answer> ask(long newerThan, int waitMillis) {
        return repeat(() -> joined().compose(c -> pull(c, newerThan, waitMillis)))
                .compose(
                        answer -> {
                            boolean ended = answer.header().state().ended();
                            if (ended) {
                                end = Optional.of(ended(answer.header()));
                            }
                            return ended && answer.model().isEmpty()
                                    ? Future.failedFuture(end.get())
                                    : Future.succeededFuture(answer);
                        });
    }

    private Future<ModelReceiver.Answer> pull(Contract contract, long newerThan, int waitMillis) {
        return connection
                .pull(contract, isSetBack ? NO_VERSION : newerThan, waitMillis)
                .onSuccess(answer -> isSetBack &= answer.model().isEmpty());
    }

    /** A server that answers at once instead of waiting must not make us poll in a tight loop. */
    private void pace(long askedNanos, Runnable next) {
        long gone = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - askedNanos);
        long left = Math.max(1, options.backoff().firstMillis() - gone);
        vertx.setTimer(left, fired -> next.run());
    }

    private Future<Contract> joined() {
        return connection.joined().compose(this::agree);
    }

    private Future<Contract> agree(Contract contract) {
        if (agreed == null) {
            agreed = contract;
        }
        finalVersion = contract.finalVersion();
        sequence = Math.max(sequence, contract.lastSequence());
        if (contract.isOfSameWork(agreed)) {
            noticeRestart(contract);
            agreed = contract;
            return Future.succeededFuture(contract);
        }
        return Future.failedFuture(
                new CallException(
                        GrpcStatus.FAILED_PRECONDITION,
                        Text.of(
                                "this client joined job %s as worker %s with dimension %s, and now finds %s, %s, %s%s",
                                agreed.job(),
                                agreed.worker(),
                                agreed.dimension(),
                                contract.job(),
                                contract.worker(),
                                contract.dimension(),
                                contract.task().equals(agreed.task()) ? "" : " and another task")));
    }

    private void noticeRestart(Contract contract) {
        Incarnation now = contract.incarnation();
        Incarnation before = agreed.incarnation();
        if (now.isRestartOf(before)) {
            isSetBack = contract.lastSequence() < answered;
            LOG.warn(
                    now.isSameRun(before)
                            ? "{}: the server was restarted and goes on with the job"
                            : "{}: the server was restarted and has started the job from the beginning",
                    server);
        }
    }

    private <T> Future<T> repeat(Supplier<Future<T>> once) {
        return attempt(once, 0, System.nanoTime());
    }

    private <T> Future<T> attempt(Supplier<Future<T>> once, int repetition, long startNanos) {
        if (closed) {
            return Future.failedFuture(
                    new CallException(GrpcStatus.CANCELLED, "the client is closed"));
        }
        if (pushedOut.isPresent()) {
            return Future.failedFuture(pushedOut.get());
        }
        Connection used = connection;
        return once.get()
                .recover(
                        error -> {
                            if (!(error instanceof CallException call)) {
                                return Future.failedFuture(error);
                            }
                            if (call.isSlotTaken()) {
                                pushedOut = Optional.of(call);
                            }
                            if (closed || !call.isTransient()) {
                                return Future.failedFuture(call);
                            }
                            replace(used, error);
                            long since = repetition == 0 ? System.nanoTime() : startNanos;
                            long pause = pauseMillis(repetition);
                            if (millisSince(since) + pause > options.backoff().giveUpMillis()) {
                                return Future.failedFuture(gaveUp(error, repetition + 1));
                            }
                            return vertx.timer(pause)
                                    .compose(fired -> attempt(once, repetition + 1, since));
                        });
    }

    /** Closes a failed connection, unless another call has done so already. */
    private void replace(Connection used, Throwable error) {
        if (used == connection && reason(error).isEmpty()) {
            used.close();
            connection = connect();
        }
    }

    private Connection connect() {
        return new Connection(vertx, server, access, instance, options);
    }

    private long pauseMillis(int repetition) {
        return options.backoff().delayMillis(repetition, ThreadLocalRandom.current().nextDouble());
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }

    private <T> Future<T> onContext(Supplier<Future<T>> call) {
        Promise<T> result = Promise.promise();
        context.runOnContext(
                run -> {
                    try {
                        call.get().onComplete(result);
                    } catch (RuntimeException e) {
                        result.fail(e);
                    }
                });
        return result.future();
    }

    private static Optional<Refusal> reason(Throwable error) {
        return error instanceof CallException call ? call.reason() : Optional.empty();
    }

    /** A refusal of the gradient is a verdict; a refusal of the worker itself is a failure. */
    private static Future<Verdict> asVerdict(Throwable error) {
        return reason(error)
                .filter(r -> !OF_WORKERS.contains(r))
                .<Future<Verdict>>map(
                        r ->
                                Future.succeededFuture(
                                        new Refused(r, ((CallException) error).detail())))
                .orElseGet(() -> Future.failedFuture(error));
    }

    private Throwable gaveUp(Throwable error, int attempts) {
        if (reason(error).isPresent() || attempts == 1) {
            return error;
        }
        CallException last = (CallException) error;
        return new CallException(
                last.status(),
                Text.of(
                        "%s, %s attempts in %s ms, the last: %s%s",
                        server,
                        attempts,
                        options.backoff().giveUpMillis(),
                        last.getMessage(),
                        last.status() == GrpcStatus.UNAVAILABLE
                                ? "; is the server running, and is this its --port?"
                                : ""));
    }

    private static JobEndedException ended(PullHeader header) {
        return new JobEndedException(header.state(), header.version(), header.message());
    }
}
