/**
 * The core: one training job as a state machine with a single writer, no thread, no I/O and no
 * clock.
 *
 * <p>Data in: events, as calls of {@link bft.server.core.Job}. Data out: {@link
 * bft.server.core.Effects}. It knows no protocol. Imported by the root, the settings, the runtime
 * and the wire of the server, and by simulations.
 *
 * <p>{@link bft.server.core.JobState} is everything that a job is; {@link bft.server.core.Job}
 * turns a state and an event into the next state and effects; a {@link bft.server.core.Step} is the
 * stages that make a version, on another thread. More than twelve public types: those that an event
 * or an effect carries are public with them.
 */
package bft.server.core;
