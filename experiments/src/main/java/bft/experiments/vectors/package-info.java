/**
 * Vectors in files: JSON and {@code .npy} in, rows of float32 out, and vice versa. Every refusal is
 * an {@link java.lang.IllegalArgumentException} that names the position, the value and the accepted
 * ones. For {@code bft.experiments}.
 */
package bft.experiments.vectors;
