package bft.server.wire;

import bft.server.session.Caller;
import bft.server.session.OwnerPlaces;
import bft.server.session.Processes;
import bft.server.session.Sessions;
import bft.worker.verdict.Refusal;
import bft.worker.verdict.Refused;
import bft.worker.wire.JoinRequest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which connection each worker is registered on, the rate limits of each caller, and which callers
 * are not yet notified of the job's end. On the job's thread.
 */
final class WorkerSlots {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerSlots.class);
    private static final Refused SLOT_TAKEN =
            new Refused(
                    Refusal.SLOT_TAKEN, "another process has connected with this worker's token");

    private final JobPort job;
    private final Connections connections;
    private final WireLimits limits;
    private final Sessions<Peer> sessions;
    private final OwnerPlaces places;
    private final Traffic traffic;
    private final Processes processes = new Processes();
    private final Map<Caller, Allowance> allowances = new HashMap<>();
    private final Set<Peer> unnotified = new LinkedHashSet<>();
    private final SparseLog replaced = new SparseLog(LOG::info, System::nanoTime);
    private final SparseLog takenOver = new SparseLog(LOG::warn, System::nanoTime);
    private final Set<Integer> toNotify = new HashSet<>();
    private Optional<Runnable> onAllNotified = Optional.empty();

    /**
     * @param traffic is told from where workers call
     */
    WorkerSlots(
            JobPort job,
            Connections connections,
            WireLimits limits,
            OwnerPlaces places,
            Traffic traffic) {
        this.places = places;
        this.traffic = traffic;
        this.job = job;
        this.limits = limits;
        this.connections = connections;
        this.sessions = new Sessions<>(traffic.workers());
    }

    /** Counts a call against its caller's allowance; false if it exceeds the limit. */
    boolean takeCall(Peer peer) {
        return allowance(peer).takeCall(job.newest().model().version(), job.now());
    }

    /**
     * Counts the sending of a model against its caller's allowance; false if it exceeds the limit.
     */
    boolean takeModel(Peer peer, long version) {
        return allowance(peer).takeModel(version, job.now());
    }

    private Allowance allowance(Peer peer) {
        return allowances.computeIfAbsent(
                peer.caller.orElseThrow(),
                caller ->
                        new Allowance(
                                limits.calls(),
                                caller.isObserver() ? limits.connections().observers() : 1,
                                job.now()));
    }

    /**
     * Whether a worker must join before other calls: if it is not registered on this connection,
     * and the process that is registered has identified itself.
     */
    boolean mustJoin(Peer peer) {
        return peer.slot == Peer.Slot.NOT_TAKEN
                && !peer.isObserver()
                && processes.holder(peer.worker()) != JoinRequest.UNNAMED;
    }

    /**
     * Registers an authenticated caller if necessary. A worker that calls over a new connection is
     * registered there, as if it had joined; one that has left has to join.
     */
    Optional<Refused> require(Peer peer) {
        if (peer.slot == Peer.Slot.LEFT) {
            return Optional.of(
                    new Refused(Refusal.UNKNOWN_WORKER, "the worker has left: join first"));
        }
        return peer.slot == Peer.Slot.NOT_TAKEN
                ? join(peer, JoinRequest.UNNAMED)
                : Optional.empty();
    }

    /**
     * Registers a worker on this connection and closes its earlier one, unless another process has
     * replaced this one, or its owner has enough of them; observers are not registered.
     *
     * @param instance of the worker's process
     */
    Optional<Refused> join(Peer peer, long instance) {
        if (peer.isObserver()) {
            return Optional.empty();
        }
        if (processes.isPushedOut(peer.worker(), instance)) {
            return Optional.of(SLOT_TAKEN);
        }
        Optional<String> full = places.take(peer.worker());
        if (full.isPresent()) {
            return Optional.of(new Refused(Refusal.OWNER_FULL, full.get()));
        }
        take(peer, instance);
        return Optional.empty();
    }

    private void take(Peer peer, long instance) {
        long before = processes.holder(peer.worker());
        processes.take(peer.worker(), instance);
        sessions.take(peer.worker(), peer)
                .ifPresent(older -> replace(older, peer, before, instance));
        peer.slot = Peer.Slot.TAKEN;
        traffic.calls(peer.worker(), peer.connection.remoteAddress());
        connections.keep(peer);
        if (!peer.notified) {
            unnotified.add(peer);
        }
        job.connected(peer.worker());
    }

    private void replace(Peer older, Peer newer, long before, long instance) {
        boolean isNamed = before != JoinRequest.UNNAMED;
        boolean isSame = isNamed && before == instance;
        boolean isPushedOut = isNamed && !isSame;
        say(older, newer, isPushedOut);
        older.gone = true;
        older.slot = Peer.Slot.LEFT;
        unnotified.remove(older);
        connections.replaced(older, !isSame);
        if (isPushedOut) {
            older.dismiss(SLOT_TAKEN);
        } else {
            older.drop();
        }
    }

    private void say(Peer older, Peer newer, boolean isPushedOut) {
        String line =
                "worker %s now calls from %s and no longer from %s"
                        .formatted(
                                newer.worker(),
                                newer.connection.remoteAddress(),
                                older.connection.remoteAddress());
        if (isPushedOut) {
            takenOver.say(line + ": two processes have its token, the older has to stop");
        } else {
            replaced.say(line);
        }
    }

    /** Deregisters the worker, if it is registered on this connection. */
    void deregister(Peer peer) {
        boolean held = peer.slot == Peer.Slot.TAKEN;
        if (held) {
            processes.left(peer.worker());
        }
        leave(peer);
        if (held) {
            job.left(peer.worker());
        }
        notified(peer);
    }

    private void leave(Peer peer) {
        boolean held = peer.slot == Peer.Slot.TAKEN;
        peer.slot = Peer.Slot.LEFT;
        if (held) {
            sessions.leave(peer.worker(), peer);
            connections.release(peer);
            job.disconnected(peer.worker());
        }
    }

    /** The connection is closed. Its worker is expected to reconnect. */
    void lost(Peer peer) {
        peer.gone = true;
        leave(peer);
        unnotified.remove(peer);
        checkNotified();
    }

    /** A peer is notified that the job has ended, or need not be. */
    void notified(Peer peer) {
        unnotified.remove(peer);
        if (peer.caller.isPresent() && !peer.isObserver()) {
            toNotify.remove(peer.worker());
        }
        checkNotified();
    }

    /**
     * The job has ended; runs the action when every worker that is registered now has been notified
     * or has left, over any connection.
     */
    void ended(Runnable allNotified) {
        unnotified.forEach(peer -> toNotify.add(peer.worker()));
        onAllNotified = Optional.of(allNotified);
        checkNotified();
    }

    private void checkNotified() {
        if (unnotified.isEmpty() && toNotify.isEmpty()) {
            onAllNotified.ifPresent(Runnable::run);
        }
    }
}
