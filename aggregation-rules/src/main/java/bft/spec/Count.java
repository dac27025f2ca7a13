package bft.spec;

/**
 * A number of rows, given as such or relative to the n-f honest ones.
 *
 * @param belowHonest whether {@code number} is to be subtracted from n-f
 * @param number at least 0
 */
public record Count(boolean belowHonest, int number) {}
