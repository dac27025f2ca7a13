/**
 * Filters that judge a gradient by what it is: how steep, how frequent, how stale, how it agrees
 * with a trusted one. A contribution in, a admission out. None has a clock or a thread; their state
 * is bounded and {@link bft.aggregation.state.Snapshotable}.
 */
package bft.aggregation.admission.filter;
