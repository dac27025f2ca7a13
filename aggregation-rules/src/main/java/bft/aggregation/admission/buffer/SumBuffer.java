package bft.aggregation.admission.buffer;

import bft.aggregation.AggregationRule;
import bft.aggregation.admission.Admission;
import bft.aggregation.admission.Admitted;
import bft.aggregation.admission.Contribution;
import bft.aggregation.state.Snapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Every M accepted gradients make a step: {@code x_(t+1) = x_t - gamma sum_i Lambda_i g_i}.
 *
 * <p>M = 1 is plain asynchronous SGD behind the filter. With the mean as rule this is Kardam's
 * bundle (Damaskinos et al., ICML 2018). With a robust rule one worker may send several of the M
 * rows, so the rule's f is only a bound if a filter limits any f workers to f of M successive rows.
 * Cost O(d) a gradient, M d floats.
 */
public final class SumBuffer implements AggregationBuffer {
    private final int n;
    private final int size;
    private final AggregationRule rule;
    private final Slots rows;
    private final List<Integer> senders = new ArrayList<>();

    /**
     * @param n workers
     * @param size M, at least 1
     * @param rule over M rows
     * @throws IllegalArgumentException if the rule needs more rows
     */
    public SumBuffer(int n, int size, AggregationRule rule) {
        rule.requireAdmissible(size);
        this.n = n;
        this.size = size;
        this.rule = rule;
        this.rows = new Slots("rows", size);
    }

    @Override
    public Optional<Bundle> add(Contribution contribution, Admission admission) {
        if (!(admission instanceof Admitted admitted)) {
            return Optional.empty();
        }
        rows.add(senders.size(), contribution.gradient(), admitted.weight());
        senders.add(contribution.worker());
        if (senders.size() < size) {
            return Optional.empty();
        }
        var bundle = new Bundle(rows.share(rows.filled()), senders, rule, size);
        rows.clear();
        senders.clear();
        return Optional.of(bundle);
    }

    @Override
    public boolean isOneRowAWorker() {
        return size == 1;
    }

    @Override
    public int workersNeeded() {
        return size;
    }

    @Override
    public long floatsHeld(int dimension) {
        return (long) size * dimension;
    }

    @Override
    public Snapshot snapshot() {
        return Snapshot.of("sum-buffer")
                .with("senders", senders.stream().mapToLong(Integer::longValue).toArray())
                .with("rows", rows.snapshot())
                .build();
    }

    @Override
    public Runnable restoring(Snapshot snapshot, int dimension) {
        snapshot.expecting("sum-buffer").holding("senders", "rows");
        long[] counts = rows.counts(snapshot.part("rows"));
        int held = (int) Arrays.stream(counts).takeWhile(count -> count > 0).count();
        if (held == size || Arrays.stream(counts).sum() != held) {
            throw new IllegalArgumentException(
                    "sum-buffer.rows has counts %s, need fewer than %s of 1, then 0"
                            .formatted(Arrays.toString(counts), size));
        }
        long[] workers = snapshot.wholes("senders", held, 0, n - 1);
        Runnable gradients = rows.restoring(snapshot.part("rows"), dimension);
        return () -> {
            gradients.run();
            senders.clear();
            Arrays.stream(workers).forEach(worker -> senders.add((int) worker));
        };
    }
}
