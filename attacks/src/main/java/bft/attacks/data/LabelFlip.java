package bft.attacks.data;

import bft.spec.BadArgument;
import java.util.OptionalInt;
import java.util.Random;

/**
 * Wrong labels: of C classes y becomes C-1-y, or y+1 mod C, or a given class; features are kept.
 *
 * <p>Biggio, Nelson, Laskov, "Support vector machines under adversarial label noise", ACML 2011;
 * C-1-y as in Fang, Cao, Jia, Gong, "Local model poisoning attacks to Byzantine-robust federated
 * learning", USENIX Security 2020; a pair of classes as in Tolpegin, Truex, Gursoy, Liu, "Data
 * poisoning attacks against federated learning systems", ESORICS 2020.
 *
 * @param from the class whose labels are flipped, or {@link #ALL}
 * @param to the new label: a class, {@link #OPPOSITE} or {@link #NEXT}
 */
public record LabelFlip(int from, int to) implements Poison {
    /** Every class. */
    public static final int ALL = -1;

    /** C-1-y. */
    public static final int OPPOSITE = -1;

    /** y+1 mod C. */
    public static final int NEXT = -2;

    @Override
    public int poison(float[] row, int label, int classes, Random random) {
        if (from != ALL && label != from) {
            return label;
        }
        return switch (to) {
            case OPPOSITE -> classes - 1 - label;
            case NEXT -> (label + 1) % classes;
            default -> to;
        };
    }

    /** The flipped label if it differs. */
    @Override
    public OptionalInt goal(float[] row, int label, int classes) {
        int flipped = poison(row, label, classes, new Random(0));
        return flipped == label ? OptionalInt.empty() : OptionalInt.of(flipped);
    }

    @Override
    public void requireFits(int width, int classes) {
        BadArgument.when(from >= classes || to >= classes)
                .because(
                        "label-flip: classes must be below %s, got from=%s, to=%s",
                        classes, from, to);
    }
}
