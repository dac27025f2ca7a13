/**
 * Files that are complete or absent, and the reasons why one could not be read or written.
 *
 * <p>Data in: a path and the content. Data out: the file, or a reason as text. Imported by every
 * package of the server that reads or writes.
 */
package bft.server.files;
