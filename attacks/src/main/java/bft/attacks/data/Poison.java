package bft.attacks.data;

import java.util.OptionalInt;
import java.util.Random;

/** How a Byzantine worker changes the rows that it learns from. */
public interface Poison {

    /**
     * Poisons a row.
     *
     * @param row its features; may be modified
     * @param label in {@code 0..classes-1}
     * @param random a new generator for this row
     * @return the label to learn, in {@code 0..classes-1}
     */
    int poison(float[] row, int label, int classes, Random random);

    /**
     * The class that the adversary wants the trained model to predict for a row; empty if it has no
     * goal for this row. The share of rows with that prediction is the success rate of the attack.
     *
     * @param row its features; modified as the adversary would modify them
     */
    OptionalInt goal(float[] row, int label, int classes);

    /**
     * Checks that it can poison data of this shape.
     *
     * @param width features in a row
     * @throws IllegalArgumentException naming the value and the limit
     */
    void requireFits(int width, int classes);
}
