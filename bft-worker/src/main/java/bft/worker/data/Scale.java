package bft.worker.data;

import java.util.Locale;

/** How features are scaled before training. */
enum Scale {
    /** Each feature to mean 0 and deviation 1 in the training rows. */
    PER_FEATURE,

    /** All features together to mean 0 and deviation 1 in the training rows. */
    GLOBAL,

    /** Pixels by the mean and the deviation of MNIST. */
    MNIST,

    /** Not scaled. */
    NONE;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
