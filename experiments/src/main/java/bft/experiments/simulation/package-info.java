/**
 * A whole run in one thread and in virtual time: the server's own {@link bft.server.core.Job}, fed
 * by a queue of events instead of sockets. {@link bft.experiments.simulation.Simulation} is the
 * engine; {@link bft.experiments.simulation.WorkerGradients} is what its workers compute. In: a
 * loaded scenario; out: how it ended, and each round to a listener. The same scenario gives the
 * same records to the bit. For {@code bft.experiments} and its packages.
 */
package bft.experiments.simulation;
