/**
 * Model versions: published once, never changed, encoded once; and the one reader and writer of
 * {@code .npy} files.
 *
 * <p>Imported by {@code bft.server} and {@code bft.server.wire}.
 */
package bft.server.model;
