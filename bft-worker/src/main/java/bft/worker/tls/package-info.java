/**
 * TLS from PEM files, for both ends: keys and certificates are checked before they are used, and
 * read again when they change.
 *
 * <p>Data in: files. Data out: options of Vert.x. Imported by the client, the settings and the
 * server.
 */
package bft.worker.tls;
