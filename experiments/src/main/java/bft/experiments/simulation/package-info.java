/**
 * A whole run in one thread and in virtual time: the server's own {@link bft.server.Job}, fed by
 * calls instead of sockets. In: a loaded scenario; out: how it ended, and each round to a listener.
 * The same scenario gives the same records to the bit. For {@code bft.experiments}.
 */
package bft.experiments.simulation;
