/**
 * The core: one training job as a state machine with a single writer, no thread, no I/O and no
 * clock.
 *
 * <p>Data in: events, as calls of {@link bft.server.core.Job}. Data out: {@link
 * bft.server.core.Effects}. It knows no protocol: imported by {@code bft.server}, its {@code
 * config} and {@code wire}, and by simulations.
 */
package bft.server.core;
