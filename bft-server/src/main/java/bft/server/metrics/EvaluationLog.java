package bft.server.metrics;

import bft.worker.wire.Figure;
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
                .ifPresent(
                        accuracy ->
                                log.accept(
                                        "version %s on rows that workers hold out: accuracy %s"
                                                .formatted(round.round(), accuracy)));
    }
}
