package bft.experiments.run;

import bft.server.metrics.RoundRecord;
import bft.worker.client.Model;
import java.io.IOException;
import java.util.Optional;

/** Is notified of the rounds of a run, by any engine. */
public interface RunObserver {
    /**
     * A round has ended.
     *
     * @param parameters of the version that the round made, if that version is to be measured
     */
    void round(RoundRecord round, Optional<float[]> parameters) throws IOException;

    /** The leverage of a step, which only a simulation knows; NaN if it is not defined. */
    default void leverage(double leverage) {}

    /** The run has failed; these are its newest parameters. */
    void endedEarly(long version, float[] parameters) throws IOException;

    /** The run is over; called only for a run that writes no file with its newest model. */
    default void newest(Model model) throws IOException {}

    /** The run has ended because a condition of its settings was met. */
    default void stopped(String reason) {}

    /** A message for the user, such as that a worker has died. */
    default void notice(String text) {}

    /** Whether the run is to end as soon as possible. */
    default boolean isStopping() {
        return false;
    }
}
