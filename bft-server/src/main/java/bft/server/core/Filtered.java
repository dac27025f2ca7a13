package bft.server.core;

import bft.aggregation.admission.Contribution;
import bft.aggregation.admission.buffer.Bundle;
import bft.aggregation.state.Snapshot;
import bft.worker.verdict.Verdict;
import java.util.Optional;

/**
 * A gradient that has passed through a filter.
 *
 * @param bundle the gradients of a step, if this one completed them
 * @param note what the filter measured, as text; empty for none
 * @param policy what the filter and the buffer remember afterwards
 */
public record Filtered(
        Contribution contribution,
        Verdict verdict,
        String note,
        Optional<Bundle> bundle,
        Snapshot policy)
        implements Work.Done {}
