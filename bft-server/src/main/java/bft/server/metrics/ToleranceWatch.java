package bft.server.metrics;

import java.util.function.Consumer;

/**
 * Warns when a job starts to tolerate fewer than f faulty workers, and reports each change of the
 * number after that. Judged at most once a round and once a deadline, so that a worker that comes
 * and goes fills no log.
 */
public final class ToleranceWatch implements JobListener {
    private final Consumer<String> warnings;
    private int last;

    /**
     * @param f how many faulty workers the job tolerates when all take part
     * @param warnings receives a sentence for the operator
     */
    public ToleranceWatch(int f, Consumer<String> warnings) {
        this.last = f;
        this.warnings = warnings;
    }

    @Override
    public void roundClosed(RoundRecord round) {
        Tolerance now = round.guarantee().tolerance();
        VarianceToNorm ratio = round.guarantee().variance();
        judge(
                "round " + round.round(),
                now,
                "; deviation of its gradients to their mean: " + ratio);
    }

    @Override
    public void waits(Tolerance tolerance) {
        judge("no round", tolerance, "");
    }

    private void judge(String when, Tolerance tolerance, String evidence) {
        if (tolerance.tolerated() != last) {
            last = tolerance.tolerated();
            warnings.accept(when + ": the job " + tolerance + evidence);
        }
    }
}
