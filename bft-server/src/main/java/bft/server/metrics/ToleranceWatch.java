package bft.server.metrics;

import java.util.Locale;
import java.util.function.Consumer;

/**
 * Warns when rounds start to have too few gradients for the rule to tolerate f faulty ones, and
 * reports when that ends: once each time.
 */
public final class ToleranceWatch implements JobListener {
    private final int f;
    private final Consumer<String> warnings;
    private boolean lowered;

    /**
     * @param f how many faulty rows a full round tolerates
     * @param warnings receives a sentence for the operator
     */
    public ToleranceWatch(int f, Consumer<String> warnings) {
        this.f = f;
        this.warnings = warnings;
    }

    @Override
    public void roundClosed(RoundRecord round) {
        boolean low = round.tolerated() < f;
        if (low != lowered) {
            lowered = low;
            warnings.accept(
                    String.format(
                            Locale.ROOT,
                            "round %s: with %s gradients the rule tolerates %s faulty ones, %s f=%s",
                            round.round(),
                            round.workers().size(),
                            round.tolerated(),
                            low ? "fewer than" : "again",
                            f));
        }
    }
}
