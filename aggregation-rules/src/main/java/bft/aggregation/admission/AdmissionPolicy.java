package bft.aggregation.admission;

import bft.aggregation.admission.bundle.Gathering;
import java.util.List;

/**
 * A filter and what gathers the gradients it has judged: all that decides asynchronously which
 * gradients move the model. Belongs to one thread.
 *
 * @param name its specification, which {@link Filters#of} reads
 */
public record AdmissionPolicy(String name, AdmissionFilter filter, Gathering gathering)
        implements Recallable {

    /** The model has moved on: tells both. */
    public void updated(long version) {
        filter.updated(version);
        gathering.updated(version);
    }

    @Override
    public Recollection recollection() {
        List<Recollection> parts = parts().stream().map(Recallable::recollection).toList();
        return new Recollection("policy", new long[0], new double[0], new float[0][], parts);
    }

    @Override
    public void recall(Recollection recollection, int dimension) {
        recollection.expecting("policy", 0, 0, 0, parts().size());
        Recallable.recallAll(parts(), recollection.parts(), dimension);
    }

    private List<Recallable> parts() {
        return filter instanceof Recallable recallable
                ? List.of(recallable, gathering)
                : List.of(gathering);
    }

    @Override
    public String toString() {
        return name;
    }
}
