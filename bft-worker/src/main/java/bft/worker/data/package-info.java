/**
 * Data for workers: files or our own generator in, rows of finite float features with labels out.
 *
 * <p>A data set has {@code count} rows of {@code width} features, row-major, and one label in
 * {@code 0..classes-1} for each row. Readers believe nothing that a file says about itself: sizes
 * are checked against limits before memory is taken, and an error names the file, the place, the
 * value and the limit. What is guessed is noted, and {@link bft.worker.data.Datasets} logs it.
 *
 * <p>{@code Datasets} knows the names and {@code OwnData} the files of users; {@code DataFile} and
 * {@code TextReader} open them, {@code CsvReader}, {@code LibsvmReader} and {@code IdxReader} read
 * them, {@code Table} numbers the classes, {@code Preparation} scales the features.
 *
 * <p>Knows nothing of models, the wire or the server; anyone may import it.
 */
package bft.worker.data;
