package bft.worker.data;

import bft.spec.BadArgument;
import bft.worker.config.OneLine;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.ZipException;

/** Opens data files, and describes what is wrong with them. */
final class DataFile {
    /** Most features of a data set in memory: 1 GiB as float32. */
    static final int MAX_FEATURES = 1 << 28;

    /** Most features in a row, because models need dense rows. */
    static final int MAX_WIDTH = 1 << 20;

    private static final int MAX_QUOTED = 60;
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int MAGIC_CHARS = 6;
    private static final String GZIP = "\u001f\u008b";

    /**
     * Patterns for the first bytes, as Latin-1, of formats that users may try and that are not
     * supported.
     */
    private static final Map<String, String> FOREIGN =
            Map.of(
                    "PK\u0003\u0004.*",
                    "a ZIP archive (or a spreadsheet, or .npz): take the data out of it first",
                    "BZh[1-9]1A",
                    "packed with bzip2: unpack it, or pack it with gzip",
                    "\u00fd7zXZ.*",
                    "packed with xz: unpack it, or pack it with gzip",
                    "[(]\u00b5/\u00fd.*",
                    "packed with zstd: unpack it, or pack it with gzip",
                    "\u0093NUMPY",
                    "a NumPy array: save rows and labels as CSV");

    /** Deflate packs at most 1,032 bytes into one. */
    private static final long MAX_RATIO = 1032;

    private DataFile() {}

    /** Reads the content of a file. */
    @FunctionalInterface
    interface Reading<T> {
        /**
         * Reads the content.
         *
         * @param mostBytes upper bound of the content's size
         */
        T read(InputStream in, long mostBytes) throws IOException;
    }

    /** Reads the content of a text file. */
    @FunctionalInterface
    interface TextReading<T> {
        /** Reads the content. */
        T read(TextReader in) throws IOException;
    }

    /**
     * Reads a file, unpacked if its first bytes (never its name) say that it is gzip.
     *
     * @throws IllegalArgumentException if the file does not exist, is empty, has a damaged gzip
     *     stream, or begins like a format that is not supported
     * @throws UncheckedIOException if the file cannot be read, with file and reason
     */
    static <T> T read(Path file, Reading<T> reading) {
        try {
            requireContent(file);
            try (InputStream raw = Files.newInputStream(file)) {
                return unpacked(file, new BufferedInputStream(raw, BUFFER_BYTES), reading);
            }
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /**
     * Reads a text file in UTF-8, unpacked as above.
     *
     * @throws IllegalArgumentException also if it is not UTF-8 text
     */
    static <T> T readText(Path file, TextReading<T> reading) {
        return read(file, (in, most) -> reading.read(TextReader.of(file, in)));
    }

    /** An exception with the message {@code FILE, PLACE: WHAT}. */
    static IllegalArgumentException malformed(Path file, String place, String what) {
        return new IllegalArgumentException("%s, %s: %s".formatted(file, place, what));
    }

    /**
     * Text from a file, for a one-line message: bounded, and without terminal control characters.
     */
    static String quoted(String text) {
        String plain = text.replaceAll("\\p{Cntrl}", " ");
        return plain.length() > MAX_QUOTED
                ? "'" + plain.substring(0, MAX_QUOTED) + "...'"
                : "'" + plain + "'";
    }

    /** An exception for a file or directory that cannot be read: {@code FILE: REASON}. */
    static UncheckedIOException unreadable(Path file, IOException e) {
        return new UncheckedIOException(file + ": " + OneLine.reason(e), e);
    }

    /** A pipe is refused, because files are read more than once. */
    private static void requireContent(Path file) throws IOException {
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(file, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("there is no file " + file, e);
        }
        if (!attributes.isRegularFile()) {
            String what = attributes.isDirectory() ? "a directory" : "a device or a pipe";
            throw new IllegalArgumentException(file + ": a file is needed, this is " + what);
        }
    }

    private static <T> T unpacked(Path file, BufferedInputStream in, Reading<T> reading)
            throws IOException {
        in.mark(MAGIC_CHARS);
        String magic = new String(in.readNBytes(MAGIC_CHARS), StandardCharsets.ISO_8859_1);
        in.reset();
        BadArgument.when(magic.isEmpty()).because("%s: the file is empty", file);
        requireKnown(file, magic);
        if (!magic.startsWith(GZIP)) {
            return reading.read(in, Files.size(file));
        }
        try {
            var whole = new BufferedInputStream(new WholeGzip(in, BUFFER_BYTES), BUFFER_BYTES);
            return reading.read(whole, MAX_RATIO * Files.size(file));
        } catch (EOFException | ZipException e) {
            throw new IllegalArgumentException(
                    file + ": not a sound gzip stream: " + e.getMessage(), e);
        }
    }

    private static void requireKnown(Path file, String magic) {
        FOREIGN.forEach(
                (start, what) -> {
                    BadArgument.when(
                                    Pattern.compile(start, Pattern.DOTALL).matcher(magic).matches())
                            .because("%s: this is %s", file, what);
                });
    }
}
