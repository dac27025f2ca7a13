/**
 * Filters that decide on single gradients by their Lipschitz coefficient, frequency, staleness, or
 * agreement with a trusted gradient. A contribution in, an admission out. None has a clock or a
 * thread; their state is bounded and {@link bft.aggregation.state.Snapshotable}.
 */
package bft.aggregation.admission.filter;
