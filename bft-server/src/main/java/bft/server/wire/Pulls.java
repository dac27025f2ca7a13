package bft.server.wire;

import bft.server.model.EncodedModel;
import bft.server.model.PublishedModel;
import bft.worker.verdict.Refusal;
import bft.worker.verdict.Refused;
import bft.worker.wire.JobPhase;
import bft.worker.wire.PullHeader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The pulls that wait for a newer version, at most one per connection, and those being answered. On
 * the job's thread.
 */
final class Pulls {
    private final JobPort job;
    private final Gate gate;
    private final WorkerSlots slots;
    private final Map<Peer, PullCall> waiting = new LinkedHashMap<>();

    /**
     * In order of version, as versions only grow; finished pulls are removed with their version.
     */
    private final Deque<Sending> sending = new ArrayDeque<>();

    private record Sending(PullCall pull, long version) {}

    /** The state of the job, read once for all answers of an event. */
    private record State(JobPhase phase, String message, PublishedModel newest) {
        long version() {
            return newest.model().version();
        }
    }

    Pulls(JobPort job, Gate gate, WorkerSlots slots) {
        this.job = job;
        this.gate = gate;
        this.slots = slots;
    }

    /** A worker or observer asks for a model. */
    void begin(PullCall pull) {
        Peer peer = pull.peer();
        if (!gate.requireSlot(peer, pull.call())) {
            return;
        }
        State state = state();
        if (pull.wanted().waitMillis() == 0 || isDue(pull, state)) {
            send(pull, state);
        } else {
            waiting.put(peer, pull);
            peer.run(() -> expireLater(pull));
        }
    }

    private void expireLater(PullCall pull) {
        if (!pull.call().isEnded()) {
            pull.call()
                    .after(
                            pull.wanted().waitMillis(),
                            () -> gate.post(pull.peer(), () -> expired(pull)));
        }
    }

    /** A pull has waited as long as allowed: it gets the current state. */
    private void expired(PullCall pull) {
        if (waiting.remove(pull.peer(), pull)) {
            send(pull, state());
        }
    }

    /** The connection is closed. */
    void lost(Peer peer) {
        waiting.remove(peer);
    }

    /**
     * A version has been published: waiting pulls get it, and pulls that still send a version too
     * old to be useful are cut off.
     */
    void published() {
        long oldest = job.newest().model().version() - Math.max(1, job.maxStaleness());
        while (!sending.isEmpty() && sending.peek().version() < oldest) {
            cutOff(sending.poll());
        }
        sendDue();
    }

    private void cutOff(Sending old) {
        PullCall pull = old.pull();
        if (!pull.call().isEnded()) {
            gate.count(
                    pull.peer(),
                    new Refused(
                            Refusal.TOO_SLOW,
                            "the pull of version %s was overtaken".formatted(old.version())));
            pull.peer().run(pull.call()::reset);
        }
    }

    /** Answers all pulls that can be answered now. */
    void sendDue() {
        if (waiting.isEmpty()) {
            return;
        }
        State state = state();
        Iterator<PullCall> all = waiting.values().iterator();
        while (all.hasNext()) {
            PullCall pull = all.next();
            if (isDue(pull, state)) {
                all.remove();
                send(pull, state);
            }
        }
    }

    private State state() {
        return new State(job.phase(), job.message(), job.newest());
    }

    private boolean isDue(PullCall pull, State state) {
        return state.phase().ended() || takesData(pull, state) || isSetBack(pull, state);
    }

    /**
     * Whether the caller has a version that does not exist yet: one of an earlier run of the
     * server.
     */
    private static boolean isSetBack(PullCall pull, State state) {
        return pull.wanted().newerThan() > state.version();
    }

    /** Whether there is a newer version that the caller may get; everyone may get the last one. */
    private boolean takesData(PullCall pull, State state) {
        Peer peer = pull.peer();
        return pull.takesDataOf(state.version())
                && (state.phase().ended() || peer.isObserver() || job.mayStart(peer.worker()));
    }

    private void send(PullCall pull, State state) {
        Peer peer = pull.peer();
        if (peer.gone) {
            return;
        }
        boolean withData = takesData(pull, state);
        if (withData && !slots.takeModel(peer, state.version())) {
            String detail = "version " + state.version() + " was sent to this caller too often";
            peer.run(() -> gate.refuseLater(peer, pull.call(), detail));
            return;
        }
        long version =
                withData ? state.version() : Math.min(state.version(), pull.wanted().newerThan());
        if (withData) {
            sending.add(new Sending(pull, version));
        }
        EncodedModel encoded = state.newest().encoded(pull.codec(), pull.wanted().newerThan());
        int dimension = state.newest().model().parameters().length;
        var header =
                new PullHeader(
                        version,
                        dimension,
                        state.phase(),
                        state.message(),
                        job.rate(version),
                        encoded.codec().number());
        peer.run(() -> answer(pull, header, encoded));
    }

    /** On the context of the connection. */
    private void answer(PullCall pull, PullHeader header, EncodedModel encoded) {
        Peer peer = pull.peer();
        pull.call().watch(() -> gate.slow(peer), () -> overdue(pull, header.version()));
        pull.send(header, encoded)
                .onSuccess(
                        sent -> {
                            if (header.state().ended()) {
                                gate.post(peer, () -> notified(peer));
                            }
                        });
    }

    private void notified(Peer peer) {
        peer.notified = true;
        slots.notified(peer);
    }

    private void overdue(PullCall pull, long version) {
        Peer peer = pull.peer();
        String detail = "the pull of version %s took too long".formatted(version);
        gate.post(peer, () -> gate.count(peer, new Refused(Refusal.TOO_SLOW, detail)));
        pull.call().reset();
    }
}
