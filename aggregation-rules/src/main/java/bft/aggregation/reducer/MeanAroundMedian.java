package bft.aggregation.reducer;

import bft.aggregation.MajorityReducer;
import bft.aggregation.kernels.SortingNetwork;
import java.util.Arrays;

/**
 * Meamed, mean around median: the mean of the n-f values of each column nearest to its median; with
 * 2f excluded, the second phase of Bulyan.
 *
 * <p>Requires n >= 2f+1. Cost O(n log² n) a column: in a sorted column the kept values are a
 * window, and of the values i and i + n-f only the one nearer to the median can be in it, so f
 * comparisons find the window. Guarantee: each coordinate stays within the honest spread for f &lt;
 * n/2.
 *
 * <p>Cong Xie, Oluwasanmi Koyejo, Indranil Gupta: Generalized Byzantine-tolerant SGD, 2018.
 * Implementations differ in the median of an even n: midpoint in byzfl (the default here), lower in
 * ByzantineMomentum, upper in AggregaThor. Of values equally near on both sides, the one of the
 * lowest row is kept; other implementations do not define this. Distances are compared exactly:
 * where two differences round to the same float, that column is computed again in double and by
 * row.
 *
 * @param f rows declared Byzantine
 * @param excludedPerFaulty values excluded for each of the f: 1, or 2 in Bulyan
 * @param kind which value is the median of an even number
 */
public record MeanAroundMedian(int f, int excludedPerFaulty, Median.Kind kind)
        implements MajorityReducer {
    @Override
    public Columns forRows(int rows) {
        int low = kind.low(rows);
        int high = kind.high(rows);
        int kept = rows - excludedPerFaulty * f;
        var network = SortingNetwork.pruned(rows, classes(rows, kept, low, high));
        return (tile, out, at) -> {
            tile.sort(network);
            tile.centreOnRanks(low, high);
            tile.meanAround(kept, out, at);
        };
    }

    /** Each rank separately, except those in every window, which are only summed. */
    static int[] classes(int rows, int kept, int... alone) {
        var classes = new int[rows];
        Arrays.setAll(classes, i -> i + 1);
        for (int i = rows - kept; i < kept; i++) {
            classes[i] = rows + 1;
        }
        for (int i : alone) {
            classes[i] = i + 1;
        }
        return classes;
    }

    @Override
    public void count(float[] column, boolean[] counted) {
        int n = column.length;
        double centre = Counted.mean(column, kind.low(n), kind.high(n) + 1);
        Counted.nearest(column, centre, n - excludedPerFaulty * f, counted);
    }
}
