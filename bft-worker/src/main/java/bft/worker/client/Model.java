package bft.worker.client;

/**
 * A version of the model.
 *
 * @param version from 0, the initial one
 * @param parameters d values, not to be modified by anyone
 */
public record Model(long version, float[] parameters) {}
