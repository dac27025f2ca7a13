/**
 * A whole run in one thread and in virtual time: the server's own {@link bft.server.core.Job}, fed
 * by a queue of events instead of sockets. {@link bft.experiments.simulation.Simulation} is the
 * engine; {@link bft.experiments.simulation.WorkerGradients} are the gradients of its workers. In:
 * a loaded run; out: how it ended, and each round to a listener. The same configuration gives the
 * same records to the bit. For {@code bft.experiments} and its packages.
 */
package bft.experiments.simulation;
