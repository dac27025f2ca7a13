package bft.worker.client;

import java.util.OptionalDouble;

/**
 * A version of the model.
 *
 * @param version from 0, the initial one
 * @param parameters d values, never modified
 * @param rate the server's learning rate at this version; empty if the server did not send it
 */
public record Model(long version, float[] parameters, OptionalDouble rate) {
    /** A version without its rate. */
    public Model(long version, float[] parameters) {
        this(version, parameters, OptionalDouble.empty());
    }
}
