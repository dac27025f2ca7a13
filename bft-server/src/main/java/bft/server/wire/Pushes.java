package bft.server.wire;

import bft.server.lossy.DatagramReceiver;
import bft.worker.codec.GradientCodec;
import bft.worker.verdict.Verdict;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/**
 * The pushes that the job knows, at most one per worker: those that are arriving, and those that
 * wait for their answer. On the job's thread, except where connections hand over gradients.
 */
final class Pushes {
    private final JobPort job;
    private final JobThread thread;
    private final Gate gate;
    private final RowPool rows;
    private final Traffic.Flow bytes;
    private final Optional<DatagramReceiver> datagrams;
    private final Map<Integer, PushCall> open = new HashMap<>();

    /**
     * @param bytes counts those of gradients
     * @param datagrams takes gradients as datagrams; empty if the job does not
     */
    Pushes(
            JobPort job,
            JobThread thread,
            Gate gate,
            RowPool rows,
            Traffic.Flow bytes,
            Optional<DatagramReceiver> datagrams) {
        this.datagrams = datagrams;
        this.job = job;
        this.thread = thread;
        this.gate = gate;
        this.rows = rows;
        this.bytes = bytes;
    }

    /** Whether gradients may come as datagrams; from any thread. */
    boolean takesDatagrams() {
        return datagrams.isPresent();
    }

    /** d; from any thread. */
    int dimension() {
        return rows.dimension();
    }

    /** Data of a gradient has arrived; from any thread. */
    void arrived(Peer from, GradientCodec codec, int length) {
        bytes.add(from, codec, length);
    }

    /** Returns a row; from any thread. */
    void release(float[] row) {
        rows.release(row, true);
    }

    /**
     * A header has arrived: answered at once if the answer is certain, else given a row to fill.
     */
    void begin(PushCall push) {
        Peer peer = push.peer();
        if (!gate.requireSlot(peer, push.call())) {
            return;
        }
        Optional<Verdict> known = job.announced(push.announcement());
        if (known.isPresent()) {
            peer.run(() -> push.answer(known.get()));
            return;
        }
        open.put(peer.worker(), push);
        if (push.datagrams().isPresent()) {
            datagrams
                    .orElseThrow()
                    .take(
                            peer.worker(),
                            push.datagrams().get(),
                            arrival -> peer.run(() -> push.taken(arrival)));
        } else {
            rows.acquire(row -> peer.run(() -> push.proceed(row)));
        }
    }

    /**
     * The gradient is complete; it counts even if its connection is lost. Called by the connection.
     */
    void complete(PushCall push, float[] row, int firstNonFinite) {
        thread.execute(() -> handOver(push, row, firstNonFinite));
    }

    private void handOver(PushCall push, float[] row, int firstNonFinite) {
        push.handedOver = true;
        job.pushed(push.announcement(), row, firstNonFinite);
    }

    /** The job has answered a push; has no effect if that push is no longer known. */
    void answered(int worker, long sequence, Verdict verdict) {
        PushCall push = open.get(worker);
        boolean isThis =
                push != null && push.handedOver && push.announcement().sequence() == sequence;
        if (isThis) {
            answer(push, verdict);
        }
    }

    private void answer(PushCall push, Verdict verdict) {
        open.remove(push.announcement().worker(), push);
        push.peer().run(() -> push.answer(verdict));
    }

    /** The round has closed: refuses pushes that can no longer count. */
    void judgeAgain() {
        Iterator<PushCall> all = open.values().iterator();
        while (all.hasNext()) {
            PushCall push = all.next();
            if (push.call().isEnded()) {
                all.remove();
            } else if (!push.handedOver) {
                Optional<Verdict> certain = job.announced(push.announcement());
                if (certain.isPresent()) {
                    all.remove();
                    push.peer().run(() -> push.answer(certain.get()));
                }
            }
        }
    }
}
