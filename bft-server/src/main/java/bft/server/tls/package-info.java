/**
 * TLS of the server's two ports, from files that may change while it runs.
 *
 * <p>Data in: PEM files. Data out: options for the ports. Imported by the root, the settings and
 * both ports.
 */
package bft.server.tls;
