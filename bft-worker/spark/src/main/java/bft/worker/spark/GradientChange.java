package bft.worker.spark;

import java.io.Serializable;

/** What a task does with its gradient before it is sent, such as adding noise for privacy. */
@FunctionalInterface
public interface GradientChange extends Serializable {
    /** Sends gradients as they are. */
    GradientChange NONE = (worker, gradient) -> gradient;

    /**
     * The gradient to send.
     *
     * @param worker index of the worker, from 0
     * @param gradient d values, may be modified
     * @return d values
     */
    float[] apply(int worker, float[] gradient);
}
