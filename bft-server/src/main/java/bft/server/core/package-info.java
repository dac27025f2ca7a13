/**
 * The core: one training job as a state machine with a single writer, no thread, no I/O and no
 * clock.
 *
 * <p>Data in: events, as calls of {@link bft.server.core.Job}. Data out: {@link
 * bft.server.core.Effects}. It does not depend on the protocol. Imported by the root, the settings,
 * the runtime and the wire of the server, and by simulations.
 *
 * <p>{@link bft.server.core.JobState} is the complete state of a job; {@link bft.server.core.Job}
 * turns a state and an event into the next state and effects; a {@link bft.server.core.Step}
 * computes a version on another thread, and {@code Training} takes its result into the state. More
 * than twelve types are public because events and effects carry them.
 */
package bft.server.core;
