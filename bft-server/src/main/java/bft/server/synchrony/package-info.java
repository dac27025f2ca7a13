/**
 * Which gradients make a round, and when it closes. {@link bft.server.synchrony.Synchrony} is the
 * policy, one record of numbers; {@link bft.server.synchrony.Round} is the state of one round.
 *
 * <p>Data in: gradients by worker and the time in nanoseconds. Data out: the rows of the round, by
 * worker. No clock, no I/O. Imported by the core and the settings only.
 */
package bft.server.synchrony;
