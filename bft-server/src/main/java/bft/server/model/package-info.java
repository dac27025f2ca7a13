/**
 * Model versions: published once, never changed, encoded once; and the only reader and writer of
 * {@code .npy} files.
 *
 * <p>Imported by the core, the wire, the settings and the runtime.
 */
package bft.server.model;
