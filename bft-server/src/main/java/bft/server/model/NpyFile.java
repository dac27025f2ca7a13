package bft.server.model;

import bft.server.files.WholeFile;
import bft.worker.config.OneLine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An array in NumPy's {@code .npy} format: little-endian float32, C order, one or two dimensions.
 * Files of float64 are read too, with each value rounded to float32 if it is in range.
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
                    "\\{'descr': '([^']{1,40})', 'fortran_order': (True|False),"
                            + " 'shape': (\\([0-9, ]{0,80}\\)),? *\\}\\s*");
    private static final Pattern TYPE = Pattern.compile("<f([48])");
    private static final Pattern SHAPE = Pattern.compile("\\((\\d{1,10})(?:,|, (\\d{1,10}),?)\\)");

    public NpyFile {
        shape = List.copyOf(shape);
    }

    /**
     * Reads a file. The header is checked against the size of the file before any memory is taken
     * for the values.
     *
     * @throws IOException if the file cannot be read or is not such an array; the message names the
     *     file, what was found and what is accepted
     */
    public static NpyFile read(Path path) throws IOException {
        try (FileChannel file = open(path)) {
            Header header = Header.of(path, file);
            int count = (int) header.count();
            return new NpyFile(header.shape, readValues(path, file, count, header.width));
        }
    }

    /**
     * The shape of an array, after checking its header and size; its values are not read.
     *
     * @throws IOException as {@link #read}
     */
    public static List<Integer> readShape(Path path) throws IOException {
        try (FileChannel file = open(path)) {
            return Header.of(path, file).shape;
        }
    }

    private static FileChannel open(Path path) throws IOException {
        try {
            if (Files.isDirectory(path)) {
                throw bad(path, "it is a folder");
            }
            return FileChannel.open(path, StandardOpenOption.READ);
        } catch (FileSystemException e) {
            throw new IOException(OneLine.of(e), e);
        }
    }

    /** The header, which describes the values. */
    private record Header(List<Integer> shape, int width) {
        private static final String TAKEN = "accepted are float32, '<f4', and float64, '<f8'";

        /** Reads the header, up to the first value. */
        static Header of(Path path, FileChannel file) throws IOException {
            Matcher text = HEADER.matcher(readHeader(path, file));
            if (!text.matches()) {
                throw bad(
                        path,
                        "its header is not one that NumPy writes for plain numbers; " + TAKEN);
            }
            Matcher type = TYPE.matcher(text.group(1));
            if (!type.matches()) {
                throw bad(path, "its type is '" + text.group(1) + "'; " + TAKEN);
            }
            var header = new Header(shapeOf(path, text.group(3)), Integer.parseInt(type.group(1)));
            if (text.group(2).equals("True") && header.shape.size() > 1) {
                throw bad(
                        path,
                        "it is in Fortran order; accepted is C order, which numpy.ascontiguousarray"
                                + " makes");
            }
            header.requireSize(path, file.size() - file.position());
            return header;
        }

        long count() {
            return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
        }

        private void requireSize(Path path, long bytes) throws IOException {
            long count = count();
            if (count > Integer.MAX_VALUE - 8 || count * width != bytes) {
                throw bad(
                        path,
                        ("shape " + shape + " needs " + count + " values of " + width)
                                + (" bytes, the file holds " + bytes + " bytes"));
            }
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
            throw bad(path, "shape is " + file.shape + ", a vector has one axis");
        }
        return file.values;
    }

    /**
     * Writes a vector of shape (d,), as {@link WholeFile} writes files.
     *
     * @param values d values, not modified
     */
    public static void write(Path path, float[] values) throws IOException {
        WholeFile.write(
                path,
                file -> {
                    WholeFile.writeFully(file, ByteBuffer.wrap(header(values.length)));
                    writeValues(file, values);
                });
    }

    private static String readHeader(Path path, FileChannel file) throws IOException {
        byte[] start = readBytes(path, file, MAGIC.length + 2);
        if (!Arrays.equals(MAGIC, Arrays.copyOf(start, MAGIC.length))) {
            throw bad(path, "it does not begin as an .npy file");
        }
        int major = start[MAGIC.length];
        if (major != 1 && major != 2) {
            throw bad(path, "format version is " + major + ", accepted are 1 and 2");
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

    private static List<Integer> shapeOf(Path path, String text) throws IOException {
        Matcher sides = SHAPE.matcher(text);
        if (!sides.matches()) {
            throw bad(path, "its shape is " + text + "; an array must have one or two axes");
        }
        try {
            int rows = Integer.parseInt(sides.group(1));
            return sides.group(2) == null
                    ? List.of(rows)
                    : List.of(rows, Integer.parseInt(sides.group(2)));
        } catch (NumberFormatException e) {
            throw bad(path, "an axis of the shape is over " + Integer.MAX_VALUE);
        }
    }

    private static float[] readValues(Path path, FileChannel file, int count, int width)
            throws IOException {
        float[] values = new float[count];
        ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int read = 0; read < count; ) {
            int part = Math.min(count - read, BLOCK_BYTES / width);
            block.clear().limit(part * width);
            readFully(path, file, block);
            block.flip();
            if (width == Float.BYTES) {
                block.asFloatBuffer().get(values, read, part);
            } else {
                narrow(path, block, values, read, part);
            }
            read += part;
        }
        return values;
    }

    private static void narrow(Path path, ByteBuffer from, float[] values, int start, int count)
            throws IOException {
        for (int i = start; i < start + count; i++) {
            double value = from.getDouble();
            values[i] = (float) value;
            if (Float.isInfinite(values[i]) && Double.isFinite(value)) {
                throw bad(
                        path,
                        ("value at " + i + " is " + value)
                                + (", the largest float32 is " + Float.MAX_VALUE));
            }
        }
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
            WholeFile.writeFully(file, block.limit(part * Float.BYTES));
            written += part;
        }
    }

    private static byte[] readBytes(Path path, FileChannel file, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining()) {
            if (file.read(bytes) < 0) {
                throw bad(path, "the file ends within its header");
            }
        }
        return bytes.array();
    }

    private static void readFully(Path path, FileChannel file, ByteBuffer into) throws IOException {
        while (into.hasRemaining()) {
            if (file.read(into) < 0) {
                throw bad(path, "it became shorter while it was read");
            }
        }
    }

    private static IOException bad(Path path, String what) {
        return new IOException(path + ": " + what);
    }
}
