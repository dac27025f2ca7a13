package bft.server.metrics;

import bft.worker.wire.Figure;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** Says in the log how good a model is on the rows that workers hold out, as they report it. */
public final class EvaluationLog implements JobListener {
    private final Consumer<String> log;

    /**
     * @param log receives a sentence for the operator
     */
    public EvaluationLog(Consumer<String> log) {
        this.log = log;
    }

    @Override
    public void roundClosed(RoundRecord round) {
        Optional.ofNullable(round.reported().get(Figure.HELD_OUT_ACCURACY))
                .ifPresent(accuracy -> log.accept(sentence(round.round(), accuracy)));
    }

    private static String sentence(long round, ReportedFigure accuracy) {
        return String.format(
                Locale.ROOT,
                "round %s: %s workers report an accuracy of %.4f on rows that they hold out, the"
                        + " median, quartiles %.4f and %.4f; %s more are distrusted",
                round,
                accuracy.workers(),
                accuracy.median(),
                accuracy.lower(),
                accuracy.upper(),
                accuracy.distrusted());
    }
}
