package bft.experiments.cluster;

import bft.experiments.run.RunObserver;
import bft.server.metrics.RoundRecord;
import bft.worker.client.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keeps all that it is notified of in a run. */
public final class RecordingObserver implements RunObserver {
    private final List<RoundRecord> rounds = new ArrayList<>();
    private Optional<Model> newest = Optional.empty();

    @Override
    public void round(RoundRecord round, Optional<float[]> parameters) {
        rounds.add(round);
    }

    @Override
    public void endedEarly(long version, float[] parameters) {}

    @Override
    public void newest(Model model) {
        newest = Optional.of(model);
    }

    /** The rounds or steps so far. */
    public List<RoundRecord> rounds() {
        return rounds;
    }

    /** The final model. */
    public Model newest() {
        return newest.orElseThrow();
    }
}
