package bft.experiments.lab;

import bft.experiments.record.RunRecords;
import bft.experiments.run.LoadedRun;
import bft.experiments.run.RunObserver;
import bft.server.metrics.RoundRecord;
import bft.worker.model.Evaluation;
import java.io.IOException;
import java.util.Optional;

/** Observes the rounds of a training, writes its records and computes its measures. */
final class RunRecorder implements RunObserver {
    private final LoadedRun loaded;
    private final RunRecords records;
    private final Runnable worked;
    private final RunMeasures measures;
    private float[] newest;
    private boolean measured;
    private long version;
    private Optional<String> stopped = Optional.empty();
    private Optional<String> divergence = Optional.empty();

    /**
     * @param worked called after each round
     */
    RunRecorder(LoadedRun loaded, RunRecords records, Runnable worked) {
        this.loaded = loaded;
        this.records = records;
        this.worked = worked;
        this.measures = new RunMeasures(loaded.config(), loaded.dimension());
        this.newest = loaded.initialParameters();
        this.measured = true;
        measures.point(0, loaded.evaluate(newest));
    }

    @Override
    public void round(RoundRecord round, Optional<float[]> parameters) throws IOException {
        parameters.ifPresent(made -> newest = made);
        measured = parameters.isPresent();
        version = round.version();
        Optional<Evaluation> evaluation = parameters.map(loaded::evaluate);
        records.add(round, evaluation);
        measures.round(round);
        evaluation.ifPresent(e -> measures.point(round.version(), e));
        worked.run();
    }

    @Override
    public void leverage(double leverage) {
        measures.leverage(leverage);
    }

    @Override
    public void endedEarly(long version, float[] parameters) {
        newest = parameters;
        if (!measured) {
            measures.point(version, loaded.evaluate(parameters));
        }
        if (loaded.hasDivergedAt(version, parameters)) {
            divergence = Optional.of("diverged at round " + version);
        }
    }

    @Override
    public void stopped(String reason) {
        stopped = Optional.of("stopped: " + reason);
    }

    /** The outcome of the run, which is also written to its records. */
    RunOutcome outcome(Optional<String> failure) throws IOException {
        Optional<String> reason =
                failure.map(why -> divergence.map(first -> first + ": " + why).orElse(why));
        records.ended(version, reason.or(() -> stopped).orElse("finished"));
        return measures.outcome(loaded.attackSuccess(newest), reason);
    }
}
