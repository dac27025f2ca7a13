package bft.worker.client;

import bft.aggregation.admission.Contribution;
import bft.worker.verdict.Verdict;
import bft.worker.wire.Contract;
import bft.worker.wire.ServerStatus;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * A worker's view of a parameter server.
 *
 * <p>Every future completes within the limits of the client. It fails with a {@link CallException}
 * if the server cannot be reached, breaks the contract, or refuses more than a gradient.
 */
public interface ParameterClient extends AutoCloseable {

    /**
     * Learns the contract of the job and takes no slot, so that nothing waits for this worker
     * before it joins.
     */
    Future<Contract> contract();

    /** Takes the slot that the token names and learns the contract of the job. */
    Future<Contract> join();

    /**
     * Waits for a model newer than the one at hand, for as long as rounds take.
     *
     * @param newerThan version at hand, -1 if none
     * @return fails with {@link JobEndedException} if no newer version will ever come
     */
    Future<Model> pull(long newerThan);

    /**
     * Asks for a model newer than the one at hand, once.
     *
     * @param newerThan version at hand, at least 0
     * @param waitMillis how long the server may wait for one; the client's own limit if that is
     *     less
     * @return empty if there is none yet; fails with {@link JobEndedException} if none will ever
     *     come
     */
    Future<Optional<Model>> newer(long newerThan, int waitMillis);

    /**
     * How the job has ended, if no model newer than this one will come as far as the server has
     * told: a server that was started again may end earlier or later than it said before.
     */
    Optional<JobEndedException> endAt(Model model);

    /**
     * Sends a gradient. One push at a time.
     *
     * @param contribution its gradient is not modified, and not to be modified until the verdict
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
    Future<Verdict> push(Contribution contribution, int attempt);

    /** Gives the slot up, so that no round waits for it. */
    Future<Void> leave();

    /** The job at a glance. */
    Future<ServerStatus> status();

    /** Drops the connection; calls that are open fail. */
    @Override
    void close();
}
