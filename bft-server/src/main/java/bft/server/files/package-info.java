/**
 * Files that are whole or not there, and why one could not be read or written.
 *
 * <p>Data in: a path and what is to stand there. Data out: the file, or a reason in words. Imported
 * by every package of the server that reads or writes.
 */
package bft.server.files;
