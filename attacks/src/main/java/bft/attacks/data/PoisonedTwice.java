package bft.attacks.data;

import java.util.OptionalInt;
import java.util.Random;

/** Two poisons, one after the other; the goal is the second one's if it has one. */
public record PoisonedTwice(Poison first, Poison second) implements Poison {

    @Override
    public int poison(float[] row, int label, int classes, Random random) {
        return second.poison(row, first.poison(row, label, classes, random), classes, random);
    }

    @Override
    public OptionalInt goal(float[] row, int label, int classes) {
        OptionalInt goal = second.goal(row, label, classes);
        return goal.isPresent() ? goal : first.goal(row, label, classes);
    }

    @Override
    public void requireFits(int width, int classes) {
        first.requireFits(width, classes);
        second.requireFits(width, classes);
    }
}
