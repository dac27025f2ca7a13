/**
 * Identifies callers by their tokens, and keeps the current connection of each worker.
 *
 * <p>Data in: the token of a call and its connection. Data out: a worker's index or an observer.
 * Identity comes only from here, never from a message. Imported by the root, the settings and the
 * wire.
 */
package bft.server.session;
