package bft.worker.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Some coordinates and their values; the others are 0. Biased: a worker adds the lost part to its
 * next gradient.
 *
 * <p>A chunk is the number of its coordinates, as four bytes, followed by its runs of {@code run}
 * coordinates, of which the last may be shorter. Each run has the number of values, the values, and
 * for each value its distance from the one before; the first counts from the position before the
 * run. Numbers and distances are varints: seven bits per byte, the lowest first, with the eighth
 * bit set if another byte follows.
 *
 * @param kind which coordinates are sent, and the codec's number in the protocol
 * @param share largest share of coordinates that may be sent, in (0, 1]
 * @param run coordinates of a run
 * @param code of the values
 * @param size smallest size that is sent, for kinds with a threshold
 * @param feedback share of the lost part that is added to the next gradient
 */
record Sparse(Kind kind, double share, int run, ValueCode code, double size, double feedback)
        implements GradientCodec {
    static final int LONG_RUN = 1 << 16;
    private static final int MAX_CHUNK = 1 << 18;
    private static final int HEADER = Integer.BYTES;

    /** Which coordinates are sent. */
    enum Kind {
        /** The largest of the gradient (Aji, Heafield, EMNLP 2017; Stich et al., NeurIPS 2018). */
        TOP_K(7),
        /** Those above a threshold (Strom, Interspeech 2015). */
        THRESHOLD(8),
        /**
         * The largest of each run, in two bits (Sarfi, Therien, Lidin, Belilovsky, "SparseLoCo",
         * 2025; what the two bits mean is ours).
         */
        SPARSE_LOCO(10),
        /**
         * The largest, in buckets (Jiang, Fu, Yang, Cui, "SketchML", SIGMOD 2018: its quantile
         * sketch, and not its sketch of indices).
         */
        SKETCH(11);

        private final int number;

        Kind(int number) {
            this.number = number;
        }
    }

    @Override
    public String name() {
        String name = kind == Kind.THRESHOLD ? "threshold:value=" + size : format();
        return name + Feedback.parameter(feedback);
    }

    @Override
    public String format() {
        return switch (kind) {
            case TOP_K -> "top-k:share=" + share;
            case THRESHOLD -> "threshold";
            case SPARSE_LOCO -> "sparse-loco:block=%s,share=%s".formatted(run, share);
            case SKETCH ->
                    "sketch:share=%s,buckets=%s"
                            .formatted(share, ((SketchedValues) code).buckets());
        };
    }

    @Override
    public int number() {
        return kind.number;
    }

    @Override
    public boolean isSparse() {
        return true;
    }

    /**
     * Most values of a run: bounded by the share of the whole gradient, unless each run has its own
     * share.
     */
    private int mostIn(int coordinates) {
        return kind == Kind.SPARSE_LOCO ? Selection.count(share, coordinates) : coordinates;
    }

    @Override
    public long maxBytes(int coordinates) {
        long whole = coordinates / run * maxRunBytes(run);
        int rest = coordinates % run;
        return HEADER + whole + (rest == 0 ? 0 : maxRunBytes(rest));
    }

    /** A distance takes a byte, and one more for each 128, 16,384 or more coordinates. */
    private long maxRunBytes(int coordinates) {
        int most = mostIn(coordinates);
        int longer = coordinates / 128 + coordinates / 16_384;
        return Varints.MAX_BYTES + code.bytes(most) + most + longer;
    }

    @Override
    public int maxCoordinates(int bytes) {
        int low = 0;
        int high = boundsAll() ? run : MAX_CHUNK;
        while (low < high) {
            int middle = (low + high + 1) / 2;
            if (maxBytes(middle) <= bytes) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low >= run ? low / run * run : kind == Kind.SPARSE_LOCO ? 0 : low;
    }

    @Override
    public Encoder encoder(float[] gradient, long seed) {
        int[] kept = select(gradient);
        return (from, to, out) -> {
            ByteBuffer chunk = out.slice().order(ByteOrder.LITTLE_ENDIAN).putInt(to - from);
            int first = place(kept, from);
            for (int k = from; k < to; k += run) {
                int last = place(kept, Math.min(to, k + run));
                write(gradient, kept, first, last, k, chunk);
                first = last;
            }
            out.position(out.position() + chunk.position());
        };
    }

    private int[] select(float[] gradient) {
        int d = gradient.length;
        return switch (kind) {
            case TOP_K, SKETCH -> Selection.largest(gradient, 0, d, Selection.count(share, d));
            case THRESHOLD -> Selection.atLeast(gradient, (float) size);
            case SPARSE_LOCO -> Selection.largestOfEach(gradient, run, share);
        };
    }

    private static int place(int[] kept, int coordinate) {
        int found = Arrays.binarySearch(kept, coordinate);
        return found < 0 ? -found - 1 : found;
    }

    private void write(
            float[] gradient, int[] kept, int first, int last, int from, ByteBuffer chunk) {
        Varints.put(chunk, last - first);
        code.write(gradient, kept, first, last, chunk);
        int before = from - 1;
        for (int i = first; i < last; i++) {
            Varints.put(chunk, kept[i] - before);
            before = kept[i];
        }
    }

    @Override
    public int coordinates(ByteBuffer chunk) throws MalformedChunkException {
        if (chunk.remaining() <= HEADER) {
            throw new MalformedChunkException(
                    "data must have more than %s bytes, got %s"
                            .formatted(HEADER, chunk.remaining()));
        }
        int count = chunk.duplicate().order(ByteOrder.LITTLE_ENDIAN).getInt(chunk.position());
        if (count < 1) {
            throw new MalformedChunkException(
                    "data must have 1 to 2147483647 coordinates, got "
                            + Integer.toUnsignedString(count));
        }
        if (boundsAll() && count > run) {
            throw new MalformedChunkException(
                    "data must have at most %s coordinates, got %s".formatted(run, count));
        }
        return count;
    }

    /** Whether the share refers to the whole gradient; then a chunk has one run. */
    private boolean boundsAll() {
        return kind == Kind.TOP_K || kind == Kind.SKETCH;
    }

    @Override
    public int values(ByteBuffer chunk) throws MalformedChunkException {
        return boundsAll() ? new Varints(chunk, HEADER).next() : coordinates(chunk);
    }

    @Override
    public long maxValues(int dimension) {
        return boundsAll() ? Selection.count(share, dimension) : dimension;
    }

    @Override
    public int decode(ByteBuffer chunk, float[] row, int from, int to)
            throws MalformedChunkException {
        Arrays.fill(row, from, to, 0);
        var numbers = new Varints(chunk, HEADER);
        int firstNonFinite = -1;
        for (int k = from; k < to; k += run) {
            int found = read(numbers, row, k, Math.min(to, k + run));
            firstNonFinite = firstNonFinite < 0 ? found : firstNonFinite;
        }
        numbers.requireEnd();
        return firstNonFinite;
    }

    private int read(Varints numbers, float[] row, int from, int to)
            throws MalformedChunkException {
        int count = numbers.next();
        if (count > mostIn(to - from)) {
            throw new MalformedChunkException(
                    "a run of %s coordinates may have %s values, got %s"
                            .formatted(to - from, mostIn(to - from), count));
        }
        int at = numbers.skip(code.bytes(count));
        ByteBuffer chunk = numbers.bytes();
        code.check(chunk, at, count);
        int k = from - 1;
        int firstNonFinite = -1;
        for (int i = 0; i < count; i++) {
            k = next(k, numbers.next(), from, to);
            float value = code.read(chunk, at, count, i);
            row[k] = value;
            if (firstNonFinite < 0 && !Float.isFinite(value)) {
                firstNonFinite = k;
            }
        }
        return firstNonFinite;
    }

    private static int next(int before, int distance, int from, int to)
            throws MalformedChunkException {
        if (distance == 0) {
            throw new MalformedChunkException(
                    "coordinate %s comes twice in a run".formatted(before));
        }
        if (distance > to - 1 - before) {
            throw new MalformedChunkException(
                    "coordinate %s is outside of the run [%s, %s)"
                            .formatted((long) before + distance, from, to));
        }
        return before + distance;
    }
}
