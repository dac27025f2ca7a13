package bft.aggregation.admission;

import java.util.Objects;

/**
 * The gradient is rejected.
 *
 * @param detail the numbers, for readers of logs
 */
public record Rejected(Rejection reason, String detail) implements Admission {
    public Rejected {
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(detail, "detail");
    }
}
