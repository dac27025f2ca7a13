package bft.worker.wire;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a worker may report about its own data: a claim for people, which decides nothing. */
public enum Figure {
    /** Mean loss over the batch of a gradient, at the model that was pulled. */
    LOSS(1, -1e18, 1e18),

    /** Share of the rows of that batch that the same model predicts correctly. */
    ACCURACY(2, 0, 1);

    private final int number;
    private final double least;
    private final double most;

    /**
     * @param number in messages
     */
    Figure(int number, double least, double most) {
        this.number = number;
        this.least = least;
        this.most = most;
    }

    int number() {
        return number;
    }

    /** Whether a value is within the limits; NaN is not. */
    public boolean admits(double value) {
        return value >= least && value <= most;
    }

    /** Its name in JSON, metrics and options. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Empty for a number that is unknown here. */
    static Optional<Figure> numbered(int number) {
        return Arrays.stream(values()).filter(figure -> figure.number == number).findFirst();
    }
}
