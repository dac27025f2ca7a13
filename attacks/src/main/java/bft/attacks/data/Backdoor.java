package bft.attacks.data;

import bft.spec.BadArgument;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Random;

/**
 * A backdoor: rows with a trigger are learnt as the target class; rows without it are learnt
 * unchanged, so that accuracy does not reveal it. The trigger is a bright square in the lower right
 * corner of a square image; for rows that are not square images, the last features.
 *
 * <p>Gu, Dolan-Gavitt, Garg, "BadNets: Identifying vulnerabilities in the machine learning model
 * supply chain", 2017; from one worker of many, and boosted by model replacement: Bagdasaryan,
 * Veit, Hua, Estrin, Shmatikov, "How to backdoor federated learning", AISTATS 2020.
 *
 * @param target class of rows with a trigger
 * @param share of the worker's rows that get the trigger, in 0..1
 * @param size edge of the square in pixels, at least 1
 * @param value what the features of the trigger are set to, finite
 */
public record Backdoor(int target, double share, int size, float value) implements Poison {

    /**
     * @throws IllegalArgumentException if a value is out of range
     */
    public Backdoor {
        BadArgument.when(
                        target < 0
                                || size < 1
                                || !(share >= 0 && share <= 1)
                                || !Float.isFinite(value))
                .because(
                        "backdoor needs target >= 0, share in 0..1, size >= 1 and a finite "
                                + "value, got target=%s, share=%s, size=%s, value=%s",
                        target, share, size, value);
    }

    @Override
    public int poison(float[] row, int label, int classes, Random random) {
        if (random.nextDouble() >= share) {
            return label;
        }
        stamp(row);
        return target;
    }

    /** Rows of other classes with the trigger should be classified as the target. */
    @Override
    public OptionalInt goal(float[] row, int label, int classes) {
        if (label == target) {
            return OptionalInt.empty();
        }
        stamp(row);
        return OptionalInt.of(target);
    }

    @Override
    public void requireFits(int width, int classes) {
        int side = side(width);
        boolean fits = side * side == width ? size <= side : (long) size * size <= width;
        BadArgument.when(!fits || target >= classes)
                .because(
                        "backdoor: size=%s, target=%s do not fit %s features and %s classes",
                        size, target, width, classes);
    }

    private void stamp(float[] row) {
        int side = side(row.length);
        if (side * side != row.length) {
            Arrays.fill(row, row.length - size * size, row.length, value);
            return;
        }
        for (int y = side - size; y < side; y++) {
            Arrays.fill(row, (y + 1) * side - size, (y + 1) * side, value);
        }
    }

    private static int side(int width) {
        return (int) Math.round(Math.sqrt(width));
    }
}
