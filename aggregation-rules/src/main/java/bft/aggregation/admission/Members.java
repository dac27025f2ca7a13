package bft.aggregation.admission;

/**
 * The workers of a job as a filter sees them.
 *
 * @param count n, the number of members, which may be less than the number of places for workers
 * @param present for each place, whether its worker is a member that takes part now. A member that
 *     does not, because it has gone, is silent or does not count, is one of the f faulty ones. Not
 *     modified
 */
public record Members(int count, boolean[] present) {}
