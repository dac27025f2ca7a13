/**
 * Who is calling: tokens to slots, and which connection holds a slot now.
 *
 * <p>Data in: the token of a call and its connection. Data out: a worker's index or an observer.
 * Identity comes from here alone, never from a message. Imported by the root, the settings and the
 * wire.
 */
package bft.server.session;
