package bft.aggregation.admission.policy;

import bft.aggregation.admission.AdmissionFilter;
import bft.aggregation.admission.bundle.Gathering;
import bft.aggregation.state.Snapshot;
import bft.aggregation.state.Snapshotable;

/**
 * A filter and what gathers the gradients it has judged: all that decides asynchronously which
 * gradients move the model. Belongs to one thread.
 *
 * @param name its specification, which {@link Filters#of} reads
 */
public record AdmissionPolicy(String name, AdmissionFilter filter, Gathering gathering)
        implements Snapshotable {

    /** The model has moved on: tells both. */
    public void updated(long version) {
        filter.updated(version);
        gathering.updated(version);
    }

    /** Without a filter's, if that has no state. */
    @Override
    public Snapshot snapshot() {
        Snapshot.Builder builder = Snapshot.of("policy");
        if (filter instanceof Snapshotable judge) {
            builder.with("filter", judge.snapshot());
        }
        return builder.with("gathering", gathering.snapshot()).build();
    }

    @Override
    public Runnable restoring(Snapshot snapshot, int dimension) {
        Runnable judgement = judgement(snapshot.expecting("policy"), dimension);
        Runnable rows = gathering.restoring(snapshot.part("gathering"), dimension);
        return () -> {
            judgement.run();
            rows.run();
        };
    }

    private Runnable judgement(Snapshot snapshot, int dimension) {
        if (filter instanceof Snapshotable judge) {
            snapshot.holding("filter", "gathering");
            return judge.restoring(snapshot.part("filter"), dimension);
        }
        snapshot.holding("gathering");
        return () -> {};
    }

    @Override
    public String toString() {
        return name;
    }
}
