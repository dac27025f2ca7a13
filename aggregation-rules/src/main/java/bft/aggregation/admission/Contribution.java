package bft.aggregation.admission;

import java.util.Objects;

/**
 * One gradient from one worker.
 *
 * @param worker index of the worker, from 0; derived from its identity, never from what it sends
 * @param baseVersion version of the model the gradient was computed at
 * @param gradient d coordinates; not modified
 */
public record Contribution(int worker, long baseVersion, float[] gradient) {
    public Contribution {
        Objects.requireNonNull(gradient, "gradient");
    }
}
