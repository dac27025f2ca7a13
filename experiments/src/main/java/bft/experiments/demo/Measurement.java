package bft.experiments.demo;

import java.util.SortedMap;

/**
 * How one entrant stood at one version.
 *
 * @param accuracy on the test data, in 0..1
 * @param distrusted workers that its server held to be faulty, with the evidence in words
 */
record Measurement(long version, double accuracy, SortedMap<Integer, String> distrusted) {}
