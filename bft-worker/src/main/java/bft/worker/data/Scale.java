package bft.worker.data;

import java.util.Arrays;

/** What becomes of features before training. */
enum Scale {
    /** Each feature to mean 0 and deviation 1 in the training rows. */
    PER_FEATURE("per-feature"),

    /** All features together to mean 0 and deviation 1 in the training rows. */
    GLOBAL("global"),

    /** Pixels by the mean and the deviation of those of MNIST. */
    MNIST("mnist"),

    /** As they are. */
    NONE("none");

    private final String word;

    Scale(String word) {
        this.word = word;
    }

    /**
     * The one of this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    static Scale of(String word) {
        for (Scale scale : values()) {
            if (scale.word.equals(word)) {
                return scale;
            }
        }
        throw new IllegalArgumentException(
                "scale must be one of %s, got '%s'".formatted(Arrays.toString(values()), word));
    }

    @Override
    public String toString() {
        return word;
    }
}
