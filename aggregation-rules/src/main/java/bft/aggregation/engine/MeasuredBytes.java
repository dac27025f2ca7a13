package bft.aggregation.engine;

import bft.aggregation.Distances.Anchor;
import bft.aggregation.Limits;
import bft.aggregation.engine.Measured.Piece;
import bft.aggregation.engine.Measured.Shape;
import bft.aggregation.kernels.Forest;
import bft.aggregation.kernels.Kernels;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What was measured as bytes, little-endian: the number 0x62667432, the number of rows, a bit for
 * each anchor (int each), a byte that is 1 if rows were measured whole, one if the flags tell which
 * are finite, one if all rows are the same; a byte for each point, 1 if it is finite; the number of
 * ranges (int), of each its first coordinate and the one after its last (long each); the number of
 * sums (int), of each its level (int), index (long) and doubles (pairs 0-1, 0-2, ... 1-2, ...); the
 * same of the sums of inner products, which have a double for each point after those of the pairs;
 * the number of pieces (int), of each its first coordinate (long), width (int) and floats, point by
 * point.
 */
final class MeasuredBytes {
    private static final int MAGIC = 0x62667432;

    private MeasuredBytes() {}

    static byte[] write(Measured measured) {
        Shape shape = measured.shape();
        var bytes =
                ByteBuffer.allocate(Math.toIntExact(size(measured))).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(MAGIC).putInt(shape.rows()).putInt(bits(shape.anchors()));
        bytes.put(bit(shape.whole())).put(bit(shape.checked())).put(bit(shape.equal()));
        for (boolean flag : measured.finitePoints()) {
            bytes.put(bit(flag));
        }
        bytes.putInt(measured.spans().size());
        measured.spans().forEach(span -> bytes.putLong(span.from()).putLong(span.to()));
        put(bytes, measured.sums().squared(), shape.pairs());
        put(bytes, measured.sums().far(), shape.pairs() + shape.points());
        bytes.putInt(measured.pieces().size());
        for (Piece piece : measured.pieces()) {
            bytes.putLong(piece.from()).putInt(piece.width());
            for (float[] row : piece.x()) {
                bytes.asFloatBuffer().put(row);
                bytes.position(bytes.position() + 4 * row.length);
            }
        }
        return bytes.array();
    }

    private static void put(ByteBuffer bytes, List<Forest.Node> nodes, int length) {
        bytes.putInt(nodes.size());
        for (Forest.Node node : nodes) {
            bytes.putInt(node.level()).putLong(node.index());
            Arrays.stream(node.sum()).limit(length).forEach(bytes::putDouble);
        }
    }

    private static long size(Measured measured) {
        Shape shape = measured.shape();
        long size = 31L + shape.points() + 16L * measured.spans().size();
        size += measured.sums().squared().size() * (12L + 8L * shape.pairs());
        size += measured.sums().far().size() * (12L + 8L * (shape.pairs() + shape.points()));
        for (Piece piece : measured.pieces()) {
            size += 12 + 4L * shape.points() * piece.width();
        }
        return size;
    }

    private static byte bit(boolean flag) {
        return (byte) (flag ? 1 : 0);
    }

    static Measured read(byte[] source) {
        var bytes = ByteBuffer.wrap(source).order(ByteOrder.LITTLE_ENDIAN);
        try {
            Measured read = read(bytes);
            if (bytes.hasRemaining()) {
                throw malformed(bytes.remaining() + " bytes too many");
            }
            return read;
        } catch (BufferUnderflowException e) {
            throw malformed("too few bytes");
        }
    }

    private static Measured read(ByteBuffer bytes) {
        Shape shape = shape(bytes);
        var finite = new boolean[shape.points()];
        for (int i = 0; i < finite.length; i++) {
            finite[i] = bytes.get() == 1;
        }
        List<Span> spans = new ArrayList<>();
        for (int count = bytes.getInt(); count > 0; count--) {
            spans = Span.union(spans, List.of(new Span(bytes.getLong(), bytes.getLong())));
        }
        List<Forest.Node> squared = nodes(bytes, shape.pairs());
        List<Forest.Node> far = nodes(bytes, shape.pairs() + shape.points());
        List<Piece> pieces = pieces(bytes, shape);
        requireCovered(spans, squared, pieces, shape);
        return new Measured(shape, spans, finite, new BlockSums(squared, far), pieces);
    }

    private static Shape shape(ByteBuffer bytes) {
        if (bytes.getInt() != MAGIC) {
            throw malformed("no such format");
        }
        int rows = bytes.getInt();
        List<Anchor> anchors = anchors(bytes.getInt());
        if (rows < 1 || rows > Limits.WORKERS) {
            throw malformed(rows + " rows, may be 1 to " + Limits.WORKERS);
        }
        boolean whole = bytes.get() == 1;
        boolean checked = bytes.get() == 1;
        return new Shape(rows, anchors, whole, checked, bytes.get() == 1, Kernels.best());
    }

    private static List<Forest.Node> nodes(ByteBuffer bytes, int length) {
        List<Forest.Node> nodes = new ArrayList<>();
        long end = 0;
        for (int count = bytes.getInt(); count > 0; count--) {
            int level = bytes.getInt();
            long index = bytes.getLong();
            boolean sound = level >= 0 && level < 40 && index >= 0 && index < 1L << 40 - level;
            require(bytes, 8L * length, sound && index << level >= end);
            var sum = new double[length];
            bytes.asDoubleBuffer().get(sum);
            bytes.position(bytes.position() + 8 * length);
            nodes.add(new Forest.Node(level, index, sum));
            end = index + 1 << level;
        }
        return nodes;
    }

    private static List<Piece> pieces(ByteBuffer bytes, Shape shape) {
        List<Piece> pieces = new ArrayList<>();
        int block = shape.block();
        long end = 0;
        for (int count = bytes.getInt(); count > 0; count--) {
            long from = bytes.getLong();
            int width = bytes.getInt();
            boolean inside = width > 0 && width < block && from % block + width <= block;
            require(bytes, 4L * shape.points() * width, inside && from >= end);
            var x = new float[shape.points()][width];
            for (float[] row : x) {
                bytes.asFloatBuffer().get(row);
                bytes.position(bytes.position() + 4 * width);
            }
            pieces.add(new Piece(from, x));
            end = from + width;
        }
        return pieces;
    }

    /** Checks that sums and pieces are of the ranges; a rule by coordinates has none. */
    private static void requireCovered(
            List<Span> spans, List<Forest.Node> nodes, List<Piece> pieces, Shape shape) {
        if (shape.whole() && spans.size() != 1) {
            throw malformed("whole rows of " + spans);
        }
        List<Span> found = List.of();
        for (Forest.Node node : nodes) {
            long from = node.start() * shape.block();
            long to = from + (1L << node.level()) * shape.block();
            long end = shape.whole() ? Math.min(to, spans.get(0).to()) : to;
            found = Span.union(found, List.of(new Span(from, Math.max(from, end))));
        }
        for (Piece piece : pieces) {
            found = Span.union(found, List.of(new Span(piece.from(), piece.to())));
        }
        boolean none = nodes.isEmpty() && pieces.isEmpty() && shape.anchors().isEmpty();
        if (!none && !found.equals(spans)) {
            throw malformed("sums and pieces of " + found + " for coordinates " + spans);
        }
    }

    private static void require(ByteBuffer bytes, long following, boolean sound) {
        if (!sound || following > bytes.remaining()) {
            throw malformed("a part that cannot be at byte " + bytes.position());
        }
    }

    private static int bits(List<Anchor> anchors) {
        return anchors.stream().mapToInt(anchor -> 1 << anchor.ordinal()).sum();
    }

    private static List<Anchor> anchors(int bits) {
        List<Anchor> anchors =
                Arrays.stream(Anchor.values())
                        .filter(anchor -> (bits >> anchor.ordinal() & 1) == 1)
                        .toList();
        if (bits(anchors) != bits) {
            throw malformed("unknown anchors");
        }
        return anchors;
    }

    private static IllegalArgumentException malformed(String detail) {
        return new IllegalArgumentException("not what was measured: " + detail);
    }
}
