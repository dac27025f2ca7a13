/**
 * Data for workers: files or a generator in, rows of finite float features with labels out.
 *
 * <p>A data set has {@code count} rows of {@code width} features, row-major, and one label in
 * {@code 0..classes-1} for each row. Readers do not trust a file's own header: sizes are checked
 * against limits before memory is allocated, and an error names the file, the position, the value
 * and the limit. Guesses are noted, and {@link bft.worker.data.Datasets} logs them.
 *
 * <p>{@code Datasets} knows the names and {@code OwnData} the files of users; {@code DataFile} and
 * {@code TextReader} open them, {@code CsvReader}, {@code LibsvmReader} and {@code IdxReader} read
 * them, {@code Table} numbers the classes, {@code Preparation} scales the features.
 *
 * <p>Does not depend on models, the wire or the server; any package may import it.
 */
package bft.worker.data;
