/**
 * The parts of a running server besides its job and its ports: the clock, the job's thread, the
 * writer of model files, and the watch over its event loops.
 *
 * <p>Imported by {@code bft.server} only.
 */
package bft.server.runtime;
