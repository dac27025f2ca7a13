package bft.experiments.run;

import static bft.experiments.run.RunSettings.GRADIENTS;
import static bft.experiments.run.RunSettings.HELD_OUT;
import static bft.experiments.run.RunSettings.PATIENCE;
import static bft.experiments.run.RunSettings.STOP_AFTER;
import static bft.experiments.run.RunSettings.STOP_AT;
import static bft.worker.settings.WorkerSettings.LOCAL;

import bft.server.metrics.RoundRecord;
import bft.server.metrics.Tally;
import bft.spec.Text;
import bft.worker.model.Evaluation;
import bft.worker.training.LocalMethods;
import java.util.Optional;

/**
 * Ends a run before its last round when a condition of its settings is met. One run, one thread.
 */
public final class StopConditions {
    private final LoadedRun loaded;
    private final int each;
    private long gradients;
    private double seconds;
    private double best = Double.POSITIVE_INFINITY;
    private int inVain;
    private Optional<String> reason = Optional.empty();

    /** The conditions in the settings of a run. */
    public StopConditions(LoadedRun loaded) {
        this.loaded = loaded;
        this.each = LocalMethods.gradientsEach(loaded.config().get(LOCAL));
    }

    /** Why the run is to stop, if a condition was met. */
    public Optional<String> reason() {
        return reason;
    }

    /**
     * A round has ended.
     *
     * @param parameters of the version that it made, if that version is measured
     */
    public void round(RoundRecord round, Optional<float[]> parameters) {
        seconds += (round.collectNanos() + round.aggregateNanos()) / 1e9;
        for (Tally calls : round.tallies().values()) {
            gradients += (long) each * (calls.acceptedCount() + calls.refusedCount());
        }
        RunConfig config = loaded.config();
        reason = reason.or(this::spent);
        boolean asks = config.values().has(STOP_AT) || config.values().has(PATIENCE);
        if (reason.isEmpty() && asks) {
            reason = parameters.map(loaded::evaluateHeldOut).flatMap(this::measured);
        }
    }

    private Optional<String> spent() {
        RunConfig config = loaded.config();
        return config.values()
                .find(STOP_AFTER)
                .filter(limit -> seconds * 1e3 >= limit.toMillis())
                .map(limit -> said("the rounds have taken %.1f s", seconds))
                .or(
                        () ->
                                config.values()
                                        .find(GRADIENTS)
                                        .filter(limit -> gradients >= limit)
                                        .map(limit -> said("%d gradients are spent", gradients)));
    }

    private Optional<String> measured(Evaluation found) {
        RunConfig config = loaded.config();
        String where = config.get(HELD_OUT) > 0 ? "held-out" : "test";
        Optional<Double> goal = config.values().find(STOP_AT);
        if (goal.isPresent() && found.accuracy() >= goal.get()) {
            return Optional.of(
                    said("%s accuracy %.4f has reached %s", where, found.accuracy(), goal.get()));
        }
        inVain = found.loss() < best ? 0 : inVain + 1;
        best = Math.min(best, found.loss());
        return config.values()
                .find(PATIENCE)
                .filter(most -> inVain >= most)
                .map(
                        most ->
                                said(
                                        "%d measurements in a row have not lowered the held-out loss %.4f",
                                        inVain, best));
    }

    private static String said(String format, Object... values) {
        return Text.of(format, values);
    }
}
