package bft.aggregation.admission.buffer;

import bft.aggregation.AggregationRule;
import bft.aggregation.admission.Admission;
import bft.aggregation.admission.Admitted;
import bft.aggregation.admission.Contribution;
import bft.aggregation.state.Snapshot;
import bft.spec.BadArgument;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * BASGD: B buffers, each the running mean of what its workers sent, and a rule over the means as
 * soon as no buffer is empty.
 *
 * <pre>
 * b = s mod B;  h_b = (N_b h_b + g) / (N_b + 1);  N_b = N_b + 1
 * if all N_b >= 1:  x = x - gamma rule(h_1..h_B);  all N_b = 0
 * </pre>
 *
 * <p>Requires 2f &lt; B &lt;= n: f workers own at most f buffers. Cost O(d) a gradient and the
 * rule's a step; B d floats.
 *
 * <p>Yi-Rui Yang, Wu-Jun Li: BASGD: Buffered Asynchronous SGD for Byzantine Learning, ICML 2021. A
 * public implementation divides by the old N_b, so that the second gradient erases the first; ours
 * does not. A buffer whose workers are all silent stops training: the paper reassigns workers to
 * buffers after a timeout. This class has no clock; the caller, which has one, calls {@link
 * #overdue}. It first makes a step of the buffers that are filled, because workers that send once
 * per version have nothing left to send, and then reassigns the workers. That step is our addition.
 * A worker that is silent now and then costs the caller's grace period each time.
 */
public final class BasgdBuffer implements AggregationBuffer {
    private final AggregationRule rule;
    private final Slots buffers;
    private final int[] bufferOf;
    private final int size;

    /**
     * @param n workers
     * @param size B, number of buffers
     * @param rule over B rows, configured for f
     * @throws IllegalArgumentException unless 2f &lt; B &lt;= n and the rule accepts B rows
     */
    public BasgdBuffer(int n, int size, AggregationRule rule) {
        int f = rule.f();
        BadArgument.when(size <= 2 * f || size > n)
                .because("basgd needs 2f < B <= n, got B=%s, f=%s, n=%s", size, f, n);
        rule.requireAdmissible(size);
        this.rule = rule;
        this.size = size;
        this.buffers = new Slots("buffers", size);
        this.bufferOf = new int[n];
        Arrays.setAll(bufferOf, worker -> worker % size);
    }

    @Override
    public Optional<Bundle> add(Contribution contribution, Admission admission) {
        if (!(admission instanceof Admitted admitted)) {
            return Optional.empty();
        }
        buffers.add(bufferOf[contribution.worker()], contribution.gradient(), admitted.weight());
        return buffers.filled().size() < size ? Optional.empty() : Optional.of(bundle(rule));
    }

    /** Makes a bundle of the filled buffers and clears all buffers. */
    private Bundle bundle(AggregationRule forThese) {
        List<Integer> filled = buffers.filled();
        float[][] rows = buffers.share(filled);
        List<Integer> senders = filled.stream().map(this::onlyWorkerOf).toList();
        buffers.clear();
        return new Bundle(rows, senders, forThese, 1);
    }

    private int onlyWorkerOf(int buffer) {
        int[] workers =
                IntStream.range(0, bufferOf.length).filter(w -> bufferOf[w] == buffer).toArray();
        return workers.length == 1 ? workers[0] : Bundle.SHARED;
    }

    /**
     * Makes a step of the filled buffers. The workers of the empty ones count as faulty, so the
     * rule is configured for that many fewer faulty rows. Then reassigns the workers.
     */
    @Override
    public Optional<Bundle> overdue(boolean[] sent) {
        int filled = buffers.filled().size();
        Optional<Bundle> step =
                filled == 0
                        ? Optional.empty()
                        : Optional.of(bundle(rule.forInputs(filled, size - filled)));
        remap(sent);
        return step;
    }

    /** Number of filled buffers. */
    public int filled() {
        return buffers.filled().size();
    }

    /**
     * Reassigns the workers to buffers, beginning with those that have sent, so that each buffer
     * gets one of them if there are B. Clears the buffers, since a worker could otherwise have sent
     * to two of them.
     */
    private void remap(boolean[] sent) {
        int next = 0;
        for (boolean turn : new boolean[] {true, false}) {
            for (int worker = 0; worker < sent.length; worker++) {
                if (sent[worker] == turn) {
                    bufferOf[worker] = next++ % size;
                }
            }
        }
        buffers.clear();
    }

    @Override
    public boolean isOneRowAWorker() {
        return false;
    }

    @Override
    public int workersNeeded() {
        return 1;
    }

    @Override
    public long floatsHeld(int dimension) {
        return (long) size * dimension;
    }

    @Override
    public Snapshot snapshot() {
        return Snapshot.of("basgd")
                .with("buffer-of", Arrays.stream(bufferOf).asLongStream().toArray())
                .with("buffers", buffers.snapshot())
                .build();
    }

    @Override
    public Runnable restoring(Snapshot snapshot, int dimension) {
        snapshot.expecting("basgd").holding("buffer-of", "buffers");
        long[] saved = snapshot.wholes("buffer-of", bufferOf.length, 0, size - 1);
        Runnable rows = buffers.restoring(snapshot.part("buffers"), dimension);
        return () -> {
            rows.run();
            Arrays.setAll(bufferOf, worker -> (int) saved[worker]);
        };
    }
}
