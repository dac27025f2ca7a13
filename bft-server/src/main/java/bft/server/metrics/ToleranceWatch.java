package bft.server.metrics;

import java.util.Locale;
import java.util.function.Consumer;

/**
 * Tells when rounds begin to have too few gradients for the rule to tolerate f faulty ones, and
 * when that is over: once each time, however many rounds it lasts.
 */
public final class ToleranceWatch implements JobListener {
    private final int f;
    private final Consumer<String> warnings;
    private boolean lowered;

    /**
     * @param f how many faulty rows a whole round tolerates
     * @param warnings takes a sentence for the operator
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
