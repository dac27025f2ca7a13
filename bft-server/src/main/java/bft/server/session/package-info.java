/**
 * Identifies callers by their tokens and certificates, which expire and can be revoked while the
 * server runs, and keeps the current connection of each worker.
 *
 * <p>Data in: the token of a call, the certificate of its connection, the operator's files. Data
 * out: a worker's index or an observer. Identity comes only from here, never from a message.
 * Imported by the root, the settings and both ports.
 */
package bft.server.session;
