package bft.aggregation.admission;

import java.util.Objects;

/**
 * The gradient does not count.
 *
 * @param detail the numbers, for people
 */
public record Rejected(Rejection reason, String detail) implements Admission {
    public Rejected {
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(detail, "detail");
    }
}
