/**
 * Model versions: published once, never changed, encoded once, in direct memory that later versions
 * use again; and the only reader and writer of {@code .npy} files.
 *
 * <p>Imported by the core, the wire, the settings and the runtime.
 */
package bft.server.model;
