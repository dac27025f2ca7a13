package bft.aggregation.selection;

import bft.aggregation.Distances;
import bft.aggregation.Mixing;
import bft.aggregation.Ranking;
import bft.aggregation.RoundContext;
import bft.aggregation.Weights;
import bft.spec.BadArgument;
import java.util.Arrays;

/**
 * The first phase of Bulyan: the theta rows that Krum selects, each as a separate mixed row. The
 * second phase is a reducer: per coordinate, the mean of the theta-2f values nearest to the median.
 *
 * <p>Paper: S = {}; theta = n-2f times: move Krum's winner from the pool to S. In the last calls
 * the pool has 2f+1 rows, so n'-f-2 may be 0; at least one neighbour counts here. With n-f-3
 * neighbours, as in the code of the NDSS 2021 attacks, selection ends when there would be none.
 *
 * <p>Requires n >= 4f+3. Cost O(n³) after the distances. Guarantee, with the second phase: each
 * coordinate stays within the range that honest rows have there, so an attacker cannot hide a large
 * deviation in one coordinate as it can with Krum, where it gains a factor sqrt(d).
 *
 * <p>El Mahdi El Mhamdi, Rachid Guerraoui, Sébastien Rouault: The Hidden Vulnerability of
 * Distributed Learning in Byzantium, ICML 2018, section 4. Implementations differ in this phase,
 * see {@link Variant}; the default is the paper's.
 *
 * @param f rows declared Byzantine
 * @param variant the variant of this phase
 * @param m for the averaged variants: number of rows averaged in the first round; 0 means n-f-2
 * @param scoring how rows are ranked
 * @param expected the n of the formulas where rows may be missing, for implementations that rank a
 *     row which is not finite last and still count it; 0 for the number of rows present
 */
public record BulyanSelection(int f, Variant variant, int m, KrumScore scoring, int expected)
        implements Mixing {
    /** The first phase in public implementations. */
    public enum Variant {
        /** The paper, Flower's server: Krum on a pool that loses each winner; theta = n-2f. */
        ITERATED,
        /** Flower's server app, FL-Byzantine-Library: the theta best of one ranking. */
        SINGLE_SHOT,
        /**
         * ByzantineMomentum, Garfield's Python: theta = n-2f-2 mixed rows; row k is the mean of
         * ranks k to k + min(m, n-f-2-k) - 1 of one ranking.
         */
        AVERAGED,
        /**
         * AggregaThor, Garfield's C++: as AVERAGED, of m-k rows each; the best row leaves after
         * each round and its distance leaves the scores of those it was a neighbour of.
         */
        AVERAGED_RESCORED
    }

    public BulyanSelection {
        BadArgument.when(expected != 0 && expected < 4 * f + 3)
                .because("bulyan needs n >= 4f+3, got expected=%s, f=%s", expected, f);
    }

    @Override
    public Weights mix(Distances distances, RoundContext round) {
        BadArgument.when(expected > 0 && distances.rows() > expected)
                .because("bulyan expects %s rows, there are %s", expected, distances.rows());
        double[] scores = scoring.of(distances, f);
        int theta = counted(distances) - lost();
        int[][] chosen =
                switch (variant) {
                    case ITERATED ->
                            singles(new IteratedKrum(f, scoring).winners(distances, theta));
                    case SINGLE_SHOT -> singles(Ranking.lowest(scores, theta));
                    case AVERAGED -> averaged(distances, scores, theta);
                    case AVERAGED_RESCORED -> rescored(distances, theta);
                };
        var weights = new double[theta][distances.points()];
        for (int k = 0; k < theta; k++) {
            for (int i : chosen[k]) {
                weights[k][i] = 1.0 / chosen[k].length;
            }
        }
        return Weights.of(distances, weights).withScores(scores, scoring.meaning(scores.length, f));
    }

    private static int[][] singles(int[] chosen) {
        return Arrays.stream(chosen).mapToObj(i -> new int[] {i}).toArray(int[][]::new);
    }

    private int counted(Distances distances) {
        return expected > 0 ? expected : distances.rows();
    }

    private int[][] averaged(Distances distances, double[] scores, int theta) {
        int[] order = Ranking.order(scores);
        int most = counted(distances) - f - 2;
        var chosen = new int[theta][];
        for (int k = 0; k < theta; k++) {
            chosen[k] = Arrays.copyOfRange(order, k, k + Math.min(first(most), most - k));
        }
        return chosen;
    }

    private int[][] rescored(Distances distances, int theta) {
        int n = distances.rows();
        double[][] counted = powered(distances);
        var scores = new double[n];
        var chosen = new int[theta][];
        for (int i = 0; i < n; i++) {
            scores[i] = Arrays.stream(counted[i]).sum();
        }
        for (int k = 0; k < theta; k++) {
            chosen[k] = Ranking.lowest(scores, first(counted(distances) - f - 2) - k);
            int best = Ranking.best(scores);
            scores[best] = Double.POSITIVE_INFINITY;
            for (int i = 0; i < n; i++) {
                if (scores[i] < Double.POSITIVE_INFINITY && counted[i][best] > 0) {
                    counted[i][best] = 0;
                    scores[i] = Arrays.stream(counted[i]).sum();
                }
            }
        }
        return chosen;
    }

    /**
     * Each row's distances to its neighbours, raised to the power; 0 for rows that do not count.
     */
    private double[][] powered(Distances distances) {
        int n = distances.rows();
        int neighbours = scoring.count(n, f);
        var counted = new double[n][n];
        for (int i = 0; i < n; i++) {
            var powered = new double[n];
            for (int j = 0; j < n; j++) {
                powered[j] = scoring.powered(distances.squared(i, j));
            }
            powered[i] = Double.POSITIVE_INFINITY;
            for (int j : Ranking.lowest(powered, neighbours)) {
                counted[i][j] = powered[j];
            }
        }
        return counted;
    }

    private int first(int most) {
        return m == 0 ? most : m;
    }

    private boolean averages() {
        return variant == Variant.AVERAGED || variant == Variant.AVERAGED_RESCORED;
    }

    /** The number of rows minus the number of mixed rows. */
    private int lost() {
        return switch (variant) {
            case ITERATED -> scoring.countsItself() ? Math.max(2 * f, f + 2) : 2 * f;
            case SINGLE_SHOT -> 2 * f;
            default -> 2 * f + 2;
        };
    }

    @Override
    public int inputsFor(int outputs) {
        return expected > 0 ? least() : Math.max(least(), outputs + lost());
    }

    /**
     * 4f+3, and enough rows to average m in the first round; at most f expected rows are missing.
     */
    private int least() {
        if (expected > 0) {
            return expected - f;
        }
        return Math.max(4 * f + 3, averages() && m > 0 ? m + f + 2 : 0);
    }

    @Override
    public String condition() {
        if (expected > 0) {
            return "n >= expected-f (expected=" + expected + ")";
        }
        return least() > 4 * f + 3 ? "n >= m+f+2 (m=" + m + ")" : "n >= 4f+3";
    }
}
