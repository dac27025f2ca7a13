package bft.aggregation.admission;

import java.util.Objects;

/**
 * One gradient from one worker.
 *
 * @param worker index of the worker, from 0; decided by its identity, never by what it says
 * @param baseVersion version of the model the gradient was computed at
 * @param gradient d coordinates; not modified
 */
public record Contribution(int worker, long baseVersion, float[] gradient) {
    public Contribution {
        Objects.requireNonNull(gradient, "gradient");
    }
}
