package bft.experiments.run;

import bft.server.metrics.RoundRecord;
import bft.worker.client.Model;
import java.io.IOException;
import java.util.Optional;

/** Who hears of a run, whatever carries it out. */
public interface RunObserver {
    /**
     * A round has ended.
     *
     * @param parameters of the version that it made, if that is one to be measured
     */
    void round(RoundRecord round, Optional<float[]> parameters) throws IOException;

    /** The run has failed, and these are the newest parameters that it made. */
    void endedEarly(long version, float[] parameters) throws IOException;

    /** The run is over; only of a run that leaves no file with its newest model. */
    default void newest(Model model) throws IOException {}

    /** Something for people, such as that a worker is gone. */
    default void notice(String text) {}

    /** Whether the run shall end as soon as it can. */
    default boolean isStopping() {
        return false;
    }
}
