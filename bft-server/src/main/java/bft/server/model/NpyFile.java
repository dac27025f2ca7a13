package bft.server.model;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An array in NumPy's {@code .npy} format: little-endian float32, C order, one or two dimensions.
 * Files of float64 are read too, each value rounded to float32.
 *
 * <p>The format: NumPy Enhancement Proposal 1, A Simple File Format for NumPy Arrays, R. Kern,
 * 2007.
 *
 * @param shape of the array: {@code [d]} for a vector, {@code [rows, columns]} for a matrix
 * @param values in row order
 */
public record NpyFile(List<Integer> shape, float[] values) {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int MAX_HEADER_BYTES = 4096;
    private static final int ALIGNMENT = 64;
    private static final int BLOCK_BYTES = 1 << 18;
    private static final Pattern HEADER =
            Pattern.compile(
                    "\\{'descr': '<f([48])', 'fortran_order': False,"
                            + " 'shape': \\((\\d{1,10})(?:,|, (\\d{1,10}),?)\\),? *\\}\\s*");

    public NpyFile {
        shape = List.copyOf(shape);
    }

    /**
     * Reads a file. The header is checked against the size of the file before any memory is taken
     * for the values.
     *
     * @throws IOException if the file cannot be read or is not such an array; the message names the
     *     file, what was found and what is taken
     */
    public static NpyFile read(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            Matcher header = HEADER.matcher(readHeader(path, file));
            if (!header.matches()) {
                throw bad(
                        path, "header is not that of a '<f4' or '<f8' array in C order, 1 or 2-D");
            }
            int width = Integer.parseInt(header.group(1));
            List<Integer> shape = shape(path, header);
            long count =
                    shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
            long bytes = file.size() - file.position();
            if (count > Integer.MAX_VALUE - 8 || count * width != bytes) {
                throw bad(
                        path,
                        "shape "
                                + shape
                                + " needs "
                                + count
                                + " values of "
                                + width
                                + " bytes, the file holds "
                                + bytes
                                + " bytes");
            }
            return new NpyFile(shape, readValues(file, (int) count, width));
        }
    }

    /**
     * Reads a vector of any length.
     *
     * @throws IOException as {@link #read}, and if the shape is not (d,)
     */
    public static float[] readVector(Path path) throws IOException {
        NpyFile file = read(path);
        if (file.shape.size() != 1) {
            throw bad(path, "shape is " + file.shape + ", a vector has one side");
        }
        return file.values;
    }

    /**
     * Reads a vector of a known length.
     *
     * @param dimension d
     * @throws IOException as {@link #read}, and if the shape is not (d,)
     */
    public static float[] readVector(Path path, int dimension) throws IOException {
        NpyFile file = read(path);
        if (!file.shape.equals(List.of(dimension))) {
            throw bad(path, "shape is " + file.shape + ", the model needs [" + dimension + "]");
        }
        return file.values;
    }

    /**
     * Writes a vector of shape (d,): aside first, then renamed, so that a reader sees the old file
     * or the new one, whole.
     *
     * @param values d values, not modified
     */
    public static void write(Path path, float[] values) throws IOException {
        Path target = path.toAbsolutePath();
        Path aside = target.resolveSibling(target.getFileName() + ".partial");
        try (FileChannel file =
                FileChannel.open(
                        aside,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            writeFully(file, ByteBuffer.wrap(header(values.length)));
            writeValues(file, values);
            file.force(true);
        }
        rename(aside, target);
    }

    private static String readHeader(Path path, FileChannel file) throws IOException {
        byte[] start = readBytes(path, file, MAGIC.length + 2);
        if (!Arrays.equals(MAGIC, Arrays.copyOf(start, MAGIC.length))) {
            throw bad(path, "it does not begin as an .npy file");
        }
        int major = start[MAGIC.length];
        if (major != 1 && major != 2) {
            throw bad(path, "format version is " + major + ", 1 and 2 are taken");
        }
        ByteBuffer length =
                ByteBuffer.wrap(readBytes(path, file, major == 1 ? 2 : 4))
                        .order(ByteOrder.LITTLE_ENDIAN);
        long bytes = major == 1 ? length.getShort() & 0xffff : length.getInt() & 0xffffffffL;
        if (bytes > MAX_HEADER_BYTES) {
            throw bad(path, "header of " + bytes + " bytes, at most " + MAX_HEADER_BYTES);
        }
        return new String(readBytes(path, file, (int) bytes), StandardCharsets.US_ASCII);
    }

    private static List<Integer> shape(Path path, Matcher header) throws IOException {
        try {
            int rows = Integer.parseInt(header.group(2));
            return header.group(3) == null
                    ? List.of(rows)
                    : List.of(rows, Integer.parseInt(header.group(3)));
        } catch (NumberFormatException e) {
            throw bad(path, "a side of the shape is over " + Integer.MAX_VALUE);
        }
    }

    private static float[] readValues(FileChannel file, int count, int width) throws IOException {
        float[] values = new float[count];
        ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int read = 0; read < count; ) {
            int part = Math.min(count - read, BLOCK_BYTES / width);
            block.clear().limit(part * width);
            readFully(file, block);
            block.flip();
            if (width == Float.BYTES) {
                block.asFloatBuffer().get(values, read, part);
            } else {
                for (int i = 0; i < part; i++) {
                    values[read + i] = (float) block.getDouble();
                }
            }
            read += part;
        }
        return values;
    }

    private static byte[] header(int length) {
        String text = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + length + ",), }";
        int before = MAGIC.length + 4;
        int total = (before + text.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        ByteBuffer header = ByteBuffer.allocate(total).order(ByteOrder.LITTLE_ENDIAN);
        header.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) (total - before));
        header.put(text.getBytes(StandardCharsets.US_ASCII));
        while (header.position() < total - 1) {
            header.put((byte) ' ');
        }
        return header.put((byte) '\n').array();
    }

    private static void writeValues(FileChannel file, float[] values) throws IOException {
        ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int written = 0; written < values.length; ) {
            int part = Math.min(values.length - written, BLOCK_BYTES / Float.BYTES);
            block.clear();
            block.asFloatBuffer().put(values, written, part);
            writeFully(file, block.limit(part * Float.BYTES));
            written += part;
        }
    }

    private static void rename(Path aside, Path target) throws IOException {
        try {
            Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(aside, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static byte[] readBytes(Path path, FileChannel file, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        try {
            readFully(file, bytes);
        } catch (EOFException e) {
            throw bad(path, "it ends within its header");
        }
        return bytes.array();
    }

    private static void readFully(FileChannel file, ByteBuffer into) throws IOException {
        while (into.hasRemaining()) {
            if (file.read(into) < 0) {
                throw new EOFException("file became shorter while it was read");
            }
        }
    }

    private static void writeFully(FileChannel file, ByteBuffer from) throws IOException {
        while (from.hasRemaining()) {
            file.write(from);
        }
    }

    private static IOException bad(Path path, String what) {
        return new IOException(path + ": " + what);
    }
}
