/**
 * Data for workers: files or our own generator in, rows of finite float features with labels out.
 *
 * <p>A data set has {@code count} rows of {@code width} features, row-major, and one label in
 * {@code 0..classes-1} for each row. Readers believe nothing that a file says about itself: sizes
 * are checked against limits before memory is taken, and an error names the file, the place, the
 * value and the limit. Knows nothing of models, the wire or the server; anyone may import it.
 */
package bft.worker.data;
