package bft.worker.verdict;

import java.util.Objects;

/**
 * The contribution does not count.
 *
 * @param reason its name in the protocol
 * @param detail the numbers, for people
 */
public record Refused(Refusal reason, String detail) implements Verdict {
    public Refused {
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(detail, "detail");
    }
}
