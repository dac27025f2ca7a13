/**
 * Vectors in files: JSON and {@code .npy} in, rows of float32 out, and the other way round. Every
 * refusal is an {@link java.lang.IllegalArgumentException} that names the place, the value and what
 * is taken. For {@code bft.experiments}.
 */
package bft.experiments.vectors;
