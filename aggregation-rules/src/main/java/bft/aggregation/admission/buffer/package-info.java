/**
 * Gatherings collect judged gradients until they make a step: a contribution and its admission in,
 * at times a {@link bft.aggregation.admission.buffer.Bundle} out. None has a clock or a thread;
 * what they hold is bounded and {@link bft.aggregation.state.Snapshotable}.
 */
package bft.aggregation.admission.buffer;
