package bft.worker.wire;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a worker may report about its own data: a claim for people, which decides nothing. */
public enum Figure {
    /** Mean loss over the batch of a gradient, at the model that was pulled. */
    LOSS(1, -1e18, 1e18),

    /** Share of the rows of that batch that the same model predicts correctly. */
    ACCURACY(2, 0, 1),

    /** Local steps that the worker made for the gradient. */
    LOCAL_STEPS(3, 1, 1_000_000),

    /** Mean loss of the model that was pulled over rows that the worker does not train on. */
    HELD_OUT_LOSS(4, -1e18, 1e18),

    /** Share of those rows that the same model predicts correctly. */
    HELD_OUT_ACCURACY(5, 0, 1);

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
        boolean isWhole = value == Math.rint(value) || this != LOCAL_STEPS;
        return isWhole && value >= least && value <= most;
    }

    /** Whether it is of rows that the worker does not train on, and comes only now and then. */
    public boolean isHeldOut() {
        return this == HELD_OUT_LOSS || this == HELD_OUT_ACCURACY;
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
