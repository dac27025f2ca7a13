package bft.experiments.lab;

import bft.experiments.record.RunRecords;
import bft.experiments.scenario.LoadedScenario;
import bft.experiments.scenario.RunObserver;
import bft.server.metrics.RoundRecord;
import bft.worker.model.Evaluation;
import java.io.IOException;
import java.util.Optional;

/** Hears of the rounds of a training, keeps its records and sums it up. */
final class Course implements RunObserver {
    private final LoadedScenario loaded;
    private final RunRecords records;
    private final Runnable worked;
    private final Tally tally;
    private float[] newest;
    private boolean measured;
    private Optional<String> divergence = Optional.empty();

    /**
     * @param worked is run after each round
     */
    Course(LoadedScenario loaded, RunRecords records, Runnable worked) {
        this.loaded = loaded;
        this.records = records;
        this.worked = worked;
        this.tally = new Tally(loaded.scenario());
        this.newest = loaded.initialParameters();
        this.measured = true;
        tally.point(0, loaded.evaluate(newest));
    }

    @Override
    public void round(RoundRecord round, Optional<float[]> parameters) throws IOException {
        parameters.ifPresent(made -> newest = made);
        measured = parameters.isPresent();
        Optional<Evaluation> evaluation = parameters.map(loaded::evaluate);
        records.add(round, evaluation);
        tally.round(round);
        evaluation.ifPresent(e -> tally.point(round.version(), e));
        worked.run();
    }

    @Override
    public void endedEarly(long version, float[] parameters) {
        newest = parameters;
        if (!measured) {
            tally.point(version, loaded.evaluate(parameters));
        }
        if (loaded.hasDivergedAt(version, parameters)) {
            divergence = Optional.of("diverged at round " + version);
        }
    }

    /** What it came to. */
    Outcome outcome(Optional<String> failure) {
        Optional<String> told =
                failure.map(why -> divergence.map(first -> first + ": " + why).orElse(why));
        return tally.outcome(loaded.attackSuccess(newest), told);
    }
}
