package bft.worker.data;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldModifiers;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * Reads tables of numbers with a label: one row per line, fields separated by comma, semicolon, tab
 * or bar, with or without quotes (RFC 4180). Lines that begin with # are comments.
 */
final class CsvReader {
    private CsvReader() {}

    /**
     * Reads a table.
     *
     * @param known further labels that a row of data may have: those of the training rows, if this
     *     is the test part
     * @throws IllegalArgumentException if the file is not a valid table
     */
    static Table read(Path file, CsvOptions options, Iterable<String> known, Notes notes) {
        char separator = options.separator().orElseGet(() -> Sample.of(file).separator());
        var rows = new CsvRows(file, options, separator, notes);
        DataFile.readText(
                file,
                in -> {
                    addAll(file, records(in, separator), rows);
                    return rows;
                });
        return rows.table(known);
    }

    private static de.siegmar.fastcsv.reader.CsvReader<CsvRecord> records(
            Reader in, char separator) {
        var handler =
                CsvRecordHandler.builder()
                        .maxFields(DataFile.MAX_WIDTH)
                        .fieldModifier(FieldModifiers.TRIM)
                        .build();
        return de.siegmar.fastcsv.reader.CsvReader.builder()
                .fieldSeparator(separator)
                .commentStrategy(CommentStrategy.SKIP)
                .trimWhitespacesAroundQuotes(true)
                .allowExtraFields(true)
                .allowMissingFields(true)
                .build(handler, in);
    }

    private static void addAll(Path file, Iterable<CsvRecord> records, CsvRows rows)
            throws IOException {
        long line = 0;
        try {
            for (CsvRecord record : records) {
                line = record.getStartingLineNumber();
                rows.add(line, record.getFields());
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (CsvParseException e) {
            // The library also wraps exceptions of the reader below it.
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw refused;
            }
            throw DataFile.malformed(file, "after line " + line, e.getMessage());
        }
    }
}
