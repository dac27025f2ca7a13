package bft.aggregation.admission.policy;

import bft.aggregation.admission.AdmissionFilter;
import bft.aggregation.admission.buffer.AggregationBuffer;
import bft.aggregation.state.Snapshot;
import bft.aggregation.state.Snapshotable;

/**
 * A filter and the buffer for the gradients it has filtered: together they decide in asynchronous
 * training which gradients change the model. Belongs to one thread.
 *
 * @param name its specification, which {@link Filters#of} reads
 */
public record AdmissionPolicy(String name, AdmissionFilter filter, AggregationBuffer buffer)
        implements Snapshotable {

    /** Reports a new model version to both. */
    public void updated(long version) {
        filter.updated(version);
        buffer.updated(version);
    }

    /** The state of both, without the filter's if it has none. */
    @Override
    public Snapshot snapshot() {
        Snapshot.Builder builder = Snapshot.of("policy");
        if (filter instanceof Snapshotable stateful) {
            builder.with("filter", stateful.snapshot());
        }
        return builder.with("buffer", buffer.snapshot()).build();
    }

    @Override
    public Runnable restoring(Snapshot snapshot, int dimension) {
        Runnable filtering = filter(snapshot.expecting("policy"), dimension);
        Runnable rows = buffer.restoring(snapshot.part("buffer"), dimension);
        return () -> {
            filtering.run();
            rows.run();
        };
    }

    private Runnable filter(Snapshot snapshot, int dimension) {
        if (filter instanceof Snapshotable stateful) {
            snapshot.holding("filter", "buffer");
            return stateful.restoring(snapshot.part("filter"), dimension);
        }
        snapshot.holding("buffer");
        return () -> {};
    }

    @Override
    public String toString() {
        return name;
    }
}
