package bft.experiments.engine;

import bft.experiments.run.LoadedRun;
import bft.experiments.run.RunObserver;
import bft.experiments.run.StopConditions;
import bft.server.metrics.RoundRecord;
import bft.worker.client.Model;
import java.io.IOException;
import java.util.Optional;

/** Asks an engine to stop when a condition of the run is met, and passes everything on. */
final class StoppingObserver implements RunObserver {
    private final RunObserver observer;
    private final StopConditions conditions;

    StoppingObserver(LoadedRun loaded, RunObserver observer) {
        this.observer = observer;
        this.conditions = new StopConditions(loaded);
    }

    /**
     * How the run ended.
     *
     * @param failure what the engine says
     * @return empty if a condition was met
     */
    Optional<String> ended(Optional<String> failure) {
        conditions.reason().ifPresent(observer::stopped);
        return conditions.reason().isPresent() ? Optional.empty() : failure;
    }

    @Override
    public void round(RoundRecord round, Optional<float[]> parameters) throws IOException {
        observer.round(round, parameters);
        conditions.round(round, parameters);
    }

    @Override
    public void leverage(double leverage) {
        observer.leverage(leverage);
    }

    @Override
    public void endedEarly(long version, float[] parameters) throws IOException {
        observer.endedEarly(version, parameters);
    }

    @Override
    public void newest(Model model) throws IOException {
        observer.newest(model);
    }

    @Override
    public void notice(String text) {
        observer.notice(text);
    }

    @Override
    public boolean isStopping() {
        return observer.isStopping() || conditions.reason().isPresent();
    }
}
