package bft.aggregation.admission.policy;

import bft.aggregation.admission.AdmissionFilter;
import bft.aggregation.admission.Members;
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

    /** Reports who takes part to both. */
    public void members(Members members) {
        filter.members(members);
        buffer.members(members);
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
        snapshot.like(snapshot());
        Runnable filtering =
                filter instanceof Snapshotable stateful
                        ? stateful.restoring(snapshot.part("filter"), dimension)
                        : () -> {};
        Runnable rows = buffer.restoring(snapshot.part("buffer"), dimension);
        return () -> {
            filtering.run();
            rows.run();
        };
    }

    @Override
    public String toString() {
        return name;
    }
}
