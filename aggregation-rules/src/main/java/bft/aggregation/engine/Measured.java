package bft.aggregation.engine;

import bft.aggregation.Distances;
import bft.aggregation.Distances.Anchor;
import bft.aggregation.kernels.BlockDistances;
import bft.aggregation.kernels.Finite;
import bft.aggregation.kernels.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The measurements of n rows over some of the coordinates: squared distances between the rows, and
 * from them to the anchors that the rule needs, and which rows are finite there. Coordinate-wise
 * rules need no distances; for these it holds the finite flags only.
 *
 * <p>Values over disjoint coordinates add up, in any split and any order, to the same bits as all
 * coordinates at once: servers that hold ranges of the model exchange these values and no
 * coordinates, and all make the same {@link Decision}.
 *
 * <p>To this end the vector is cut into blocks of {@link BlockDistances#widest} coordinates,
 * counted from its start, and blocks are added along one fixed binary tree. A value holds the sums
 * of its complete nodes, and the coordinates themselves of incomplete blocks; such a block is
 * measured when its last piece is added. For blocks with an outlier it also holds sums of inner
 * products, which determine the outlier's direction where distances do not. Size: n²/2 doubles for
 * each of a few nodes, twice that with an outlier, and at most two pieces of n blocks for a
 * contiguous range. Immutable.
 */
public final class Measured {
    /** Coordinates {@code from} and on of all points; fewer than a block. */
    record Piece(long from, float[][] x) {
        int width() {
            return x.length == 0 ? 0 : x[0].length;
        }

        long to() {
            return from + width();
        }

        private Piece then(Piece next) {
            var joined = new float[x.length][];
            for (int i = 0; i < x.length; i++) {
                joined[i] = Arrays.copyOf(x[i], width() + next.width());
                System.arraycopy(next.x[i], 0, joined[i], width(), next.width());
            }
            return new Piece(from, joined);
        }
    }

    /**
     * The points and the kernels of the sums.
     *
     * @param rows number of rows n
     * @param anchors the points after the rows
     * @param whole whether whole rows were measured, so that the last block ends with the vector
     * @param checked whether the flags show which rows are finite; else the rows were not checked
     * @param kernels the kernels that measured the blocks: other kernels give other bits
     */
    record Shape(
            int rows,
            List<Anchor> anchors,
            boolean whole,
            boolean checked,
            boolean equal,
            Kernels kernels) {
        int points() {
            return rows + anchors.size();
        }

        int pairs() {
            return BlockDistances.pairs(points());
        }

        /** The combined shape; all rows are equal only if they are in both. */
        Shape and(Shape other) {
            return new Shape(rows, anchors, whole, checked, equal && other.equal, kernels);
        }

        /** Coordinates of a block. */
        int block() {
            return BlockDistances.widest(points());
        }
    }

    private final Shape shape;
    private final List<Span> spans;
    private final boolean[] finite;
    private final BlockSums sums;
    private final List<Piece> pieces;
    private final float[][] points;

    /**
     * Makes a value of its parts, which are kept.
     *
     * @param spans the coordinates that were measured
     * @param finite a flag for each row, then for each anchor
     * @param sums of whole blocks
     * @param pieces of blocks, in order
     * @param points rows and anchors if they are available, else none
     */
    Measured(
            Shape shape,
            List<Span> spans,
            boolean[] finite,
            BlockSums sums,
            List<Piece> pieces,
            float[]... points) {
        this.shape = shape;
        this.spans = spans;
        this.finite = finite;
        this.sums = sums;
        this.pieces = pieces;
        this.points = points;
    }

    /** Whole rows about which nothing must be known before they are reduced. */
    static Measured unchecked(int rows, int d, boolean equal) {
        boolean[] finite = allTrue(rows);
        return new Measured(
                new Shape(rows, List.of(), true, false, equal, Kernels.best()),
                List.of(new Span(0, d)),
                finite,
                BlockSums.NONE,
                List.of());
    }

    /** A range of rows for a rule that only needs to know which are finite. */
    static Measured checked(boolean[] finite, Span span, boolean equal) {
        return new Measured(
                new Shape(finite.length, List.of(), false, true, equal, Kernels.best()),
                List.of(span),
                finite,
                BlockSums.NONE,
                List.of());
    }

    /**
     * Whole rows.
     *
     * @param points the rows, then the anchors; an empty array is the origin; kept
     */
    static Measured whole(GeometryPass pass, List<Anchor> anchors, float[][] points) {
        int d = points[0].length;
        boolean[] finite = allTrue(points.length);
        var range = new GeometryPass.Range(points, 0, d);
        BlockSums sums = pass.measure(range, 0, d, finite);
        int rows = points.length - anchors.size();
        return new Measured(
                new Shape(rows, anchors, true, true, false, pass.kernels()),
                List.of(new Span(0, d)),
                finite,
                sums,
                List.of(),
                points);
    }

    /**
     * A range of coordinates.
     *
     * @param points the rows, then the anchors; an empty array is the origin; not modified
     * @param from index of the first coordinate in the whole vector
     */
    static Measured range(GeometryPass pass, List<Anchor> anchors, float[][] points, long from) {
        var span = new Span(from, from + points[0].length);
        int rows = points.length - anchors.size();
        var shape = new Shape(rows, anchors, false, true, false, pass.kernels());
        int width = shape.block();
        boolean[] finite = allTrue(points.length);
        long first = Math.min(span.to(), (from + width - 1) / width * width);
        long last = Math.max(first, span.to() / width * width);
        var range = new GeometryPass.Range(points, from, span.to());
        BlockSums sums = pass.measure(range, first, last, finite);
        List<Piece> pieces = new ArrayList<>();
        addPiece(pieces, points, finite, from, new Span(from, first));
        addPiece(pieces, points, finite, from, new Span(last, span.to()));
        return new Measured(shape, List.of(span), finite, sums, List.copyOf(pieces));
    }

    private static boolean[] allTrue(int length) {
        var flags = new boolean[length];
        Arrays.fill(flags, true);
        return flags;
    }

    private static void addPiece(
            List<Piece> pieces, float[][] points, boolean[] finite, long origin, Span span) {
        if (span.width() == 0) {
            return;
        }
        int at = (int) (span.from() - origin);
        int to = (int) (span.to() - origin);
        var x = new float[points.length][];
        for (int i = 0; i < x.length; i++) {
            boolean isOrigin = points[i].length == 0;
            x[i] = isOrigin ? new float[to - at] : Arrays.copyOfRange(points[i], at, to);
            finite[i] &= Finite.isFinite(x[i]);
        }
        pieces.add(new Piece(span.from(), x));
    }

    /** Number of rows. */
    public int rows() {
        return shape.rows();
    }

    /**
     * Which rows hold neither a NaN nor an infinity so far; all if they were not checked. A copy.
     */
    public boolean[] finite() {
        return Arrays.copyOf(finite, rows());
    }

    /**
     * The sum of both. Costs O(n²) for each node.
     *
     * @param other measurements of the same rows and anchors, over other coordinates
     * @throws IllegalArgumentException if it has other rows, anchors or common coordinates, or if
     *     whole rows were measured
     */
    public Measured plus(Measured other) {
        Shape joint = shape.and(other.shape);
        if (!joint.equals(other.shape.and(shape)) || shape.whole()) {
            throw new IllegalArgumentException(
                    "cannot add what was measured of %s to that of %s"
                            .formatted(other.description(), description()));
        }
        List<Span> both = Span.union(spans, other.spans);
        boolean[] flags = finite.clone();
        for (int i = 0; i < flags.length; i++) {
            flags[i] &= other.finite[i];
        }
        List<BlockSums> all = new ArrayList<>(List.of(sums, other.sums));
        List<Piece> open = joined(other.pieces, all);
        return new Measured(joint, both, flags, BlockSums.union(all, shape.points()), open);
    }

    private String description() {
        String extent = shape.whole() ? "whole rows" : "ranges";
        return "%s of %s rows with anchors %s".formatted(extent, rows(), shape.anchors());
    }

    /**
     * The pieces of blocks that are still incomplete in both together; adds the complete blocks to
     * {@code finished}.
     */
    private List<Piece> joined(List<Piece> others, List<BlockSums> finished) {
        List<Piece> parts = new ArrayList<>(pieces);
        parts.addAll(others);
        parts.sort(Comparator.comparingLong(Piece::from));
        List<Piece> open = new ArrayList<>();
        for (Piece piece : parts) {
            int last = open.size() - 1;
            boolean continues =
                    last >= 0
                            && piece.from == open.get(last).to()
                            && piece.from % shape.block() != 0;
            Piece joined = continues ? open.remove(last).then(piece) : piece;
            if (joined.width() == shape.block()) {
                finished.add(worked(joined));
            } else {
                open.add(joined);
            }
        }
        return List.copyOf(open);
    }

    private BlockSums worked(Piece piece) {
        var squared = new double[shape.pairs()];
        var block = new BlockDistances(shape.kernels(), rows(), shape.points());
        block.measure(piece.x, 0, piece.width(), finite.clone(), squared);
        return BlockSums.of(block, piece.from / shape.block(), squared);
    }

    /**
     * Checks that these are coordinates 0 to d-1.
     *
     * @throws IllegalArgumentException if they are not
     */
    void requireAll(long d) {
        if (!spans.equals(List.of(new Span(0, d)))) {
            long covered = spans.stream().mapToLong(Span::width).sum();
            throw new IllegalArgumentException(
                    "need coordinates 0 to %s, have %s of them".formatted(d - 1, covered));
        }
    }

    /**
     * The distances over all d coordinates.
     *
     * @throws IllegalArgumentException if these are not coordinates 0 to d-1
     */
    Distances total(long d) {
        requireAll(d);
        BlockSums total = pieces.isEmpty() ? sums : withPieces();
        return Distances.of(
                rows(),
                shape.anchors(),
                total.squaredTotal(shape.points()),
                total.outlierTotal(shape.points()));
    }

    private BlockSums withPieces() {
        List<BlockSums> all = new ArrayList<>(List.of(sums));
        pieces.forEach(piece -> all.add(worked(piece)));
        return BlockSums.union(all, shape.points());
    }

    Shape shape() {
        return shape;
    }

    BlockSums sums() {
        return sums;
    }

    List<Piece> pieces() {
        return pieces;
    }

    /** A flag for each row, then for each anchor; not to be modified. */
    boolean[] finitePoints() {
        return finite;
    }

    /** The rows, then the anchors, that were measured; none if they are not available. */
    float[][] points() {
        return points;
    }
}
