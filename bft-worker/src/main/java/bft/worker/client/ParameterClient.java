package bft.worker.client;

import bft.aggregation.admission.Contribution;
import bft.worker.verdict.Verdict;
import bft.worker.wire.Contract;
import bft.worker.wire.Figure;
import bft.worker.wire.ServerStatus;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A worker's view of a parameter server.
 *
 * <p>Every future completes within the limits of the client. It fails with a {@link CallException}
 * if the server cannot be reached, breaks the contract, or refuses the worker itself.
 */
public interface ParameterClient extends AutoCloseable {

    /**
     * Requests the contract of the job without registering, so that no round waits for this worker
     * before it joins.
     */
    Future<Contract> contract();

    /** Registers the worker that the token identifies and returns the contract of the job. */
    Future<Contract> join();

    /**
     * Waits for a model newer than the one that the worker has, for as long as rounds take.
     *
     * @param newerThan version that the worker has, -1 if none
     * @return fails with {@link JobEndedException} if no newer version will ever come
     */
    Future<Model> pull(long newerThan);

    /**
     * Asks once for a model newer than the one that the worker has.
     *
     * @param newerThan version that the worker has, at least 0
     * @param waitMillis how long the server may wait for one; the client's own limit if that is
     *     less
     * @return empty if there is none yet; fails with {@link JobEndedException} if none will ever
     *     come
     */
    Future<Optional<Model>> newer(long newerThan, int waitMillis);

    /**
     * How the job has ended, if no model newer than this one will come according to the server's
     * last answer: a restarted server may end earlier or later than it announced before.
     */
    Optional<JobEndedException> endAt(Model model);

    /**
     * Sends a gradient. One push at a time.
     *
     * @param contribution its gradient is not modified, and the caller must not modify it before
     *     the verdict
     * @return what the server decided; a refusal is a result, not a failure
     */
    default Future<Verdict> push(Contribution contribution) {
        return push(contribution, 0);
    }

    /**
     * Sends a gradient. One push at a time.
     *
     * @param attempt gradients of this worker on the same version before it
     */
    default Future<Verdict> push(Contribution contribution, int attempt) {
        return push(contribution, attempt, new TreeMap<>());
    }

    /**
     * Sends a gradient. One push at a time.
     *
     * @param figures what this worker measured meanwhile, for people; the server ignores those
     *     outside their limits
     */
    Future<Verdict> push(Contribution contribution, int attempt, SortedMap<Figure, Double> figures);

    /** Deregisters the worker, so that no round waits for it. */
    Future<Void> leave();

    /** The status of the job. */
    Future<ServerStatus> status();

    /** Closes the connection; open calls fail. */
    @Override
    void close();
}
