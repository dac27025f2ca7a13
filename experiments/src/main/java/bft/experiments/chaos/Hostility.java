package bft.experiments.chaos;

import java.io.IOException;

/**
 * What is done to one job. It begins after the first rounds and ends before the last ones; the
 * server is measured at both moments.
 */
interface Hostility {
    /** Whom the server should name. */
    Suspects suspects();

    /** Changes the settings of the server, before it starts. */
    default void prepare(Scene scene) throws IOException {}

    /** Begins, without waiting for what comes of it. */
    void begin(Scene scene) throws IOException, InterruptedException;

    /** Ends, once enough has been done. */
    default void end(Scene scene) throws IOException, InterruptedException {}

    /** Whether a server that could not save its last files may say so by its exit code. */
    default boolean mayLoseFiles() {
        return false;
    }
}
