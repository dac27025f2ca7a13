package bft.aggregation;

import bft.aggregation.Distances.Anchor;
import bft.aggregation.kernels.BlockDistances;
import bft.aggregation.kernels.Forest;
import bft.aggregation.kernels.Kernels;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The distances between rows over some of the coordinates. Parts over disjoint coordinates add up,
 * in any split and any order, to the same bits as all coordinates at once: a server may add chunks
 * as they arrive, and servers that hold parts of the model exchange these values and no
 * coordinates.
 *
 * <p>How: the vector is cut into blocks of {@link BlockDistances#widest} coordinates, counted from
 * its start, and blocks are added along one fixed binary tree. A part holds the sums of the nodes
 * it has in full, and of a block that it has only a piece of, the coordinates themselves; the block
 * is worked out when its last piece comes. Size: n²/2 doubles for each of a few nodes, and at most
 * two pieces of n blocks for a contiguous range. Immutable.
 */
public final class PartialDistances {
    private static final int MAGIC = 0x62667431;
    private static final int MOST_POINTS = 1 << 14;

    /** Coordinates {@code from} and on of all points; fewer than a block. */
    private record Piece(long from, float[][] x) {
        int width() {
            return x.length == 0 ? 0 : x[0].length;
        }

        long to() {
            return from + width();
        }

        Piece then(Piece next) {
            var joined = new float[x.length][];
            for (int i = 0; i < x.length; i++) {
                joined[i] = Arrays.copyOf(x[i], width() + next.width());
                System.arraycopy(next.x[i], 0, joined[i], width(), next.width());
            }
            return new Piece(from, joined);
        }
    }

    private final Kernels kernels;
    private final int rows;
    private final List<Anchor> anchors;
    private final boolean[] finite;
    private final List<Forest.Node> nodes;
    private final List<Piece> pieces;

    private PartialDistances(
            Kernels kernels,
            int rows,
            List<Anchor> anchors,
            boolean[] finite,
            List<Forest.Node> nodes,
            List<Piece> pieces) {
        this.kernels = kernels;
        this.rows = rows;
        this.anchors = anchors;
        this.finite = finite;
        this.nodes = nodes;
        this.pieces = pieces;
    }

    /**
     * Measures a range of coordinates.
     *
     * @param points the rows, then the anchors; an empty array is the origin; not modified
     * @param from number of the first coordinate in the whole vector
     */
    static PartialDistances measure(
            Kernels kernels, Workers workers, float[][] points, List<Anchor> anchors, long from) {
        int rows = points.length - anchors.size();
        int d = points[0].length;
        long to = from + d;
        int width = BlockDistances.widest(points.length);
        var finite = new boolean[points.length];
        Arrays.fill(finite, true);
        long first = Math.min(to, (from + width - 1) / width * width);
        long last = Math.max(first, to / width * width);
        var pass = new GeometryPass(kernels, workers, rows, points.length);
        var range = new GeometryPass.Range(points, from, to);
        Forest forest = pass.measure(range, first, last, finite);
        List<Piece> pieces = new ArrayList<>();
        addPiece(pieces, points, from, from, first);
        addPiece(pieces, points, from, last, to);
        return new PartialDistances(
                kernels, rows, anchors, finite, List.copyOf(forest.nodes()), pieces);
    }

    private static void addPiece(
            List<Piece> pieces, float[][] points, long origin, long low, long high) {
        if (low == high) {
            return;
        }
        var x = new float[points.length][];
        for (int i = 0; i < x.length; i++) {
            int at = (int) (low - origin);
            int to = (int) (high - origin);
            x[i] =
                    points[i].length == 0
                            ? new float[to - at]
                            : Arrays.copyOfRange(points[i], at, to);
        }
        pieces.add(new Piece(low, x));
    }

    /** Number of rows. */
    public int rows() {
        return rows;
    }

    /**
     * Both together.
     *
     * @param other of the same rows and anchors, over other coordinates
     * @throws IllegalArgumentException if it is not
     */
    public PartialDistances plus(PartialDistances other) {
        if (rows != other.rows || !anchors.equals(other.anchors)) {
            throw new IllegalArgumentException(
                    "cannot add distances of %d rows and anchors %s to those of %d rows and %s"
                            .formatted(other.rows, other.anchors, rows, anchors));
        }
        boolean[] both = finite.clone();
        for (int i = 0; i < both.length; i++) {
            both[i] &= other.finite[i];
        }
        List<Forest.Node> sums = new ArrayList<>(nodes);
        sums.addAll(other.nodes);
        List<Piece> parts = new ArrayList<>(pieces);
        parts.addAll(other.pieces);
        parts.sort(Comparator.comparingLong(Piece::from));
        List<Piece> open = new ArrayList<>();
        for (Piece piece : parts) {
            int last = open.size() - 1;
            boolean continues = last >= 0 && sameBlock(open.get(last), piece);
            Piece joined = continues ? open.remove(last).then(piece) : piece;
            if (joined.width() == width()) {
                sums.add(worked(joined, both));
            } else {
                open.add(joined);
            }
        }
        return new PartialDistances(kernels, rows, anchors, both, inOrder(sums), open);
    }

    private boolean sameBlock(Piece left, Piece right) {
        if (right.from < left.to()) {
            throw overlap(right.from);
        }
        return right.from == left.to() && right.from % width() != 0;
    }

    private int width() {
        return BlockDistances.widest(finite.length);
    }

    private Forest.Node worked(Piece piece, boolean[] flags) {
        var squared = new double[BlockDistances.pairs(finite.length)];
        new BlockDistances(kernels, rows, finite.length)
                .measure(piece.x, 0, piece.width(), flags, squared);
        return new Forest.Node(0, piece.from / width(), squared);
    }

    private List<Forest.Node> inOrder(List<Forest.Node> sums) {
        sums.sort(Comparator.comparingLong(Forest.Node::start));
        var forest = new Forest(BlockDistances.pairs(finite.length));
        long end = 0;
        for (Forest.Node node : sums) {
            if (node.start() < end) {
                throw overlap(node.start() * width());
            }
            end = node.start() + (1L << node.level());
            forest.add(node.level(), node.index(), node.sum());
        }
        return List.copyOf(forest.nodes());
    }

    private static IllegalArgumentException overlap(long coordinate) {
        return new IllegalArgumentException("coordinate " + coordinate + " is in both parts");
    }

    /** Which rows have had neither a NaN nor an infinity so far; a copy. */
    public boolean[] finite() {
        boolean[] flags = finite.clone();
        pieces.forEach(piece -> worked(piece, flags));
        return Arrays.copyOf(flags, rows);
    }

    /**
     * The distances over all d coordinates.
     *
     * @throws IllegalArgumentException if these are not coordinates 0 to d-1
     */
    public Distances total(long d) {
        boolean[] flags = finite.clone();
        List<Forest.Node> sums = new ArrayList<>(nodes);
        pieces.forEach(piece -> sums.add(worked(piece, flags)));
        long covered = pieces.stream().mapToLong(Piece::width).sum();
        covered += nodes.stream().mapToLong(node -> (1L << node.level()) * width()).sum();
        long end = pieces.isEmpty() ? covered : pieces.get(pieces.size() - 1).to();
        if (covered != d || end != d || pieces.size() > 1) {
            throw new IllegalArgumentException(
                    "need coordinates 0 to %d, have %d of them".formatted(d - 1, covered));
        }
        var forest = new Forest(BlockDistances.pairs(finite.length));
        inOrder(sums).forEach(node -> forest.add(node.level(), node.index(), node.sum()));
        return Distances.of(rows, anchors, forest);
    }

    /**
     * As bytes, little-endian: the number 0x62667431, the number of rows, a bit for each anchor
     * (int each); a byte for each point, 1 if it is finite so far; the number of sums (int), of
     * each its level (int), index (long) and doubles (pairs 0-1, 0-2, ... 1-2, ...); the number of
     * pieces (int), of each its first coordinate (long), width (int) and floats, point by point.
     */
    public byte[] toBytes() {
        int pairs = BlockDistances.pairs(finite.length);
        long size = 20L + finite.length + nodes.size() * (12L + 8L * pairs);
        for (Piece piece : pieces) {
            size += 12 + 4L * finite.length * piece.width();
        }
        var bytes = ByteBuffer.allocate(Math.toIntExact(size)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(MAGIC).putInt(rows).putInt(bits(anchors));
        for (boolean flag : finite) {
            bytes.put((byte) (flag ? 1 : 0));
        }
        bytes.putInt(nodes.size());
        for (Forest.Node node : nodes) {
            bytes.putInt(node.level()).putLong(node.index());
            Arrays.stream(node.sum()).limit(pairs).forEach(bytes::putDouble);
        }
        bytes.putInt(pieces.size());
        for (Piece piece : pieces) {
            bytes.putLong(piece.from).putInt(piece.width());
            for (float[] row : piece.x) {
                bytes.asFloatBuffer().put(row);
                bytes.position(bytes.position() + 4 * row.length);
            }
        }
        return bytes.array();
    }

    /**
     * Reads what {@link #toBytes} wrote.
     *
     * @throws IllegalArgumentException if these are not such bytes
     */
    public static PartialDistances of(byte[] source) {
        var bytes = ByteBuffer.wrap(source).order(ByteOrder.LITTLE_ENDIAN);
        try {
            PartialDistances read = read(bytes);
            if (bytes.hasRemaining()) {
                throw malformed(bytes.remaining() + " bytes too many");
            }
            return read;
        } catch (BufferUnderflowException e) {
            throw malformed("too few bytes");
        }
    }

    private static PartialDistances read(ByteBuffer bytes) {
        if (bytes.getInt() != MAGIC) {
            throw malformed("no such format");
        }
        int rows = bytes.getInt();
        List<Anchor> anchors = anchors(bytes.getInt());
        if (rows < 1 || rows > MOST_POINTS) {
            throw malformed(rows + " rows, may be 1 to " + MOST_POINTS);
        }
        var finite = new boolean[rows + anchors.size()];
        for (int i = 0; i < finite.length; i++) {
            finite[i] = bytes.get() == 1;
        }
        int pairs = BlockDistances.pairs(finite.length);
        List<Forest.Node> nodes = new ArrayList<>();
        for (int count = bytes.getInt(); count > 0; count--) {
            int level = bytes.getInt();
            long index = bytes.getLong();
            require(
                    bytes,
                    8L * pairs,
                    level >= 0 && level < 40 && index >= 0 && index < 1L << 40 - level);
            var sum = new double[pairs];
            bytes.asDoubleBuffer().get(sum);
            bytes.position(bytes.position() + 8 * pairs);
            nodes.add(new Forest.Node(level, index, sum));
        }
        List<Piece> pieces = new ArrayList<>();
        for (int count = bytes.getInt(); count > 0; count--) {
            long from = bytes.getLong();
            int width = bytes.getInt();
            int block = BlockDistances.widest(finite.length);
            boolean inside =
                    from >= 0 && width > 0 && width < block && from % block + width <= block;
            require(bytes, 4L * finite.length * width, inside);
            var x = new float[finite.length][width];
            for (float[] row : x) {
                bytes.asFloatBuffer().get(row);
                bytes.position(bytes.position() + 4 * width);
            }
            pieces.add(new Piece(from, x));
        }
        var empty =
                new PartialDistances(Kernels.best(), rows, anchors, finite, List.of(), List.of());
        return empty.plus(
                new PartialDistances(Kernels.best(), rows, anchors, finite, nodes, pieces));
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
        return new IllegalArgumentException("not partial distances: " + detail);
    }
}
