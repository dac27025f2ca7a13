package bft.experiments.chaos;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a server's process uses at one moment.
 *
 * @param heap bytes in use after a collection
 * @param direct bytes of buffers outside the heap
 * @param threads live ones
 * @param files open descriptors; 0 where the system does not tell
 */
record Usage(long heap, long direct, int threads, int files) {
    private static final double MEGABYTE = 1e6;

    /** Reads what {@link #toString} wrote. */
    static Usage parse(String line) {
        String[] fields = line.split(" ");
        return new Usage(
                Long.parseLong(fields[0]),
                Long.parseLong(fields[1]),
                Integer.parseInt(fields[2]),
                Integer.parseInt(fields[3]));
    }

    /** The descriptors of this process, as Linux lists them. */
    static int openFiles() {
        int count = 0;
        try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path each : open) {
                count += each.getNameCount() > 0 ? 1 : 0;
            }
        } catch (IOException e) {
            return 0;
        }
        return count;
    }

    /** Megabytes on the heap and outside of it. */
    double megabytes() {
        return (heap + direct) / MEGABYTE;
    }

    @Override
    public String toString() {
        return heap + " " + direct + " " + threads + " " + files;
    }
}
