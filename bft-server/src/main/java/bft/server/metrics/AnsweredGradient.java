package bft.server.metrics;

import bft.worker.verdict.Verdict;

/**
 * A gradient and what was decided about it.
 *
 * @param sequence number of the push
 * @param baseVersion of the model that it was computed at
 * @param gradient frozen if a listener keeps gradients
 * @param note what the filter measured, as text; empty for none
 */
public record AnsweredGradient(
        int worker,
        long sequence,
        long baseVersion,
        float[] gradient,
        Verdict verdict,
        String note) {}
