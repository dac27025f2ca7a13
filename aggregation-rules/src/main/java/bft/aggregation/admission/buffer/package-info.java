/**
 * Aggregation buffers collect filtered gradients until they make a step: a contribution and its
 * admission in, and a {@link bft.aggregation.admission.buffer.Bundle} out when there are enough.
 * None has a clock or a thread; their contents are bounded and {@link
 * bft.aggregation.state.Snapshotable}.
 */
package bft.aggregation.admission.buffer;
