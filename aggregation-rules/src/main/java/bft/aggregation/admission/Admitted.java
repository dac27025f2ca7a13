package bft.aggregation.admission;

import bft.spec.BadArgument;
import java.util.Objects;

/**
 * The gradient is admitted.
 *
 * @param weight factor of the gradient, 1 unless it is dampened; finite, at least 0
 * @param note what was measured, for readers of logs; empty for nothing
 */
public record Admitted(double weight, String note) implements Admission {
    public Admitted {
        Objects.requireNonNull(note, "note");
        BadArgument.when(!(weight >= 0 && weight <= Double.MAX_VALUE))
                .because("weight must be finite and >= 0, got %s", weight);
    }

    /** Without a note. */
    public Admitted(double weight) {
        this(weight, "");
    }

    /** The same with a note. */
    public Admitted noted(String what) {
        return new Admitted(weight, what);
    }
}
