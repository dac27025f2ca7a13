package bft.experiments.demo;

import java.util.SortedMap;

/**
 * A measurement of one contender at one version.
 *
 * @param accuracy on the test data, in 0..1
 * @param distrusted workers that its server counted as faulty, with the evidence as text
 */
record Measurement(long version, double accuracy, SortedMap<Integer, String> distrusted) {}
