package bft.worker.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Opening data files, and saying what is wrong with them. */
final class DataFile {
    /** Features that a data set may have in memory: 1 GiB as float32. */
    static final int MAX_FEATURES = 1 << 28;

    private static final int BUFFER_BYTES = 1 << 16;

    /** Deflate packs at most 1,032 bytes into one. */
    private static final long MAX_RATIO = 1032;

    private DataFile() {}

    /** What is done with the content of a file. */
    @FunctionalInterface
    interface Reading<T> {
        /**
         * Reads what there is.
         *
         * @param mostBytes more than this cannot come
         */
        T read(InputStream in, long mostBytes) throws IOException;
    }

    /**
     * Reads a file, unpacked if its first bytes (never its name) say that it is gzip.
     *
     * @throws IllegalArgumentException if there is no such file or its gzip stream is damaged
     * @throws UncheckedIOException if the file cannot be read
     */
    static <T> T read(Path file, Reading<T> reading) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("there is no file " + file);
        }
        try (InputStream raw = Files.newInputStream(file)) {
            var start = new PushbackInputStream(raw, 2);
            byte[] magic = start.readNBytes(2);
            start.unread(magic);
            if (magic.length == 2 && magic[0] == 0x1f && magic[1] == (byte) 0x8b) {
                return unpacked(file, start, reading);
            }
            return reading.read(new BufferedInputStream(start, BUFFER_BYTES), Files.size(file));
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + e.getMessage(), e);
        }
    }

    private static <T> T unpacked(Path file, InputStream packed, Reading<T> reading) {
        try {
            var in = new GZIPInputStream(packed, BUFFER_BYTES);
            return reading.read(
                    new BufferedInputStream(in, BUFFER_BYTES), MAX_RATIO * Files.size(file));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    file + ": not a sound gzip stream: " + e.getMessage(), e);
        }
    }

    /** What is wrong, for throwing: {@code FILE, PLACE: WHAT}. */
    static IllegalArgumentException malformed(Path file, String place, String what) {
        return new IllegalArgumentException("%s, %s: %s".formatted(file, place, what));
    }
}
