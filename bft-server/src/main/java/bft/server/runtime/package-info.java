/**
 * What a running server is made of besides its job and its ports: the clock, the job's thread, the
 * files it writes, and the watch over its event loops.
 *
 * <p>Imported by {@code bft.server} only.
 */
package bft.server.runtime;
