package bft.server.core;

import bft.aggregation.RowHistory;
import bft.aggregation.copies.CopyCheck;
import bft.aggregation.engine.Aggregation;
import bft.server.optimiser.Optimiser;
import java.util.List;
import java.util.Optional;

/** The result of a step. */
public sealed interface StepResult extends Work.Done {
    /**
     * A new model.
     *
     * @param next parameters and optimiser's state, new arrays
     * @param history the rule's history of the rows after the step
     * @param norm Euclidean norm of the aggregate
     * @param notes what the operator should know of the step
     * @param copies what is found of copied work, if the job checks that
     * @param distances between the rows, n x n; empty if nobody asked for them
     */
    record Made(
            Aggregation aggregation,
            Optimiser.Result next,
            RowHistory history,
            double norm,
            List<String> notes,
            Optional<CopyCheck.Findings> copies,
            double[][] distances)
            implements StepResult {}

    /**
     * No new model: the next version has the parameters of the one before.
     *
     * @param problem the reason, as text
     * @param outOfRange whether the parameters would have left the range of float32; otherwise the
     *     rule or the optimiser failed
     */
    record Skipped(String problem, boolean outOfRange) implements StepResult {}
}
