package bft.worker.verdict;

import java.util.Objects;

/**
 * The contribution does not count.
 *
 * @param reason the protocol's word for it
 * @param detail the numbers, for whoever reads the message
 */
public record Refused(Refusal reason, String detail) implements Verdict {
    public Refused {
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(detail, "detail");
    }
}
