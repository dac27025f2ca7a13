package bft.attacks.data;

import java.util.OptionalInt;
import java.util.Random;

/** What a Byzantine worker makes of the rows that it learns from. */
public interface Poison {

    /**
     * Poisons a row.
     *
     * @param row its features; may be modified
     * @param label in {@code 0..classes-1}
     * @param random the row's own generator, at its start
     * @return the label to learn, in {@code 0..classes-1}
     */
    int poison(float[] row, int label, int classes, Random random);

    /**
     * What the adversary wants a row to be taken for once the model is in use; nothing if it does
     * not care about this row. The share of rows where it gets its way is the attack's success.
     *
     * @param row its features; changed as the adversary would to have its way
     */
    OptionalInt goal(float[] row, int label, int classes);

    /**
     * Refuses data that it cannot poison.
     *
     * @param width features in a row
     * @throws IllegalArgumentException naming the value and the limit
     */
    void requireFits(int width, int classes);
}
