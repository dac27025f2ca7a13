package bft.aggregation.mixing;

import bft.aggregation.Distances;
import bft.aggregation.Explanation;
import bft.aggregation.Mixing;
import bft.aggregation.RoundContext;
import bft.aggregation.Seeds;
import bft.aggregation.Weights;
import bft.spec.BadArgument;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Bucketing: shuffles the rows and averages each s successive ones; the last bucket may be smaller.
 * A pre-aggregation that reduces heterogeneity before a rule.
 *
 * <p>Requires s >= 1. There are n' = ceil(n/s) mixed rows, but up to f of them are still Byzantine,
 * so the rule that follows must admit (n', f). Cost O(n d). Guarantee: the variance between the
 * honest rows falls by s, and with it the error of the rule that follows.
 *
 * <p>Sai Praneeth Karimireddy, Lie He, Martin Jaggi: Byzantine-Robust Learning on Heterogeneous
 * Datasets via Bucketing, ICLR 2022. FL-Byzantine-Library makes floor(n/s) buckets of uneven size.
 *
 * @param s rows in a bucket
 * @param permutation the order of the rows, or empty for a random one from the seed and the round
 */
public record Bucketing(int s, List<Integer> permutation) implements Mixing {
    public Bucketing {
        permutation = List.copyOf(permutation);
        List<Integer> sorted = permutation.stream().sorted().toList();
        BadArgument.when(!sorted.equals(IntStream.range(0, sorted.size()).boxed().toList()))
                .because("%s is not a permutation of 0, 1, ...", permutation);
    }

    @Override
    public Weights mix(Distances distances, RoundContext round) {
        int n = distances.rows();
        int[] order = order(distances, round);
        var weights = new double[(n + s - 1) / s][distances.points()];
        for (int k = 0; k < n; k++) {
            int bucket = k / s;
            weights[bucket][order[k]] = 1.0 / Math.min(s, n - bucket * s);
        }
        return Weights.of(distances, weights)
                .because(Explanation.excluded(i -> "in a bucket that does not count"));
    }

    private int[] order(Distances distances, RoundContext round) {
        int n = distances.rows();
        if (!permutation.isEmpty()) {
            var rowOf = new int[permutation.size()];
            Arrays.fill(rowOf, -1);
            for (int i = 0; i < n; i++) {
                rowOf[distances.number(i)] = i;
            }
            return permutation.stream().mapToInt(i -> rowOf[i]).filter(i -> i >= 0).toArray();
        }
        var random = Seeds.random(round.seed(), round.round());
        int[] order = IntStream.range(0, n).toArray();
        for (int k = n - 1; k > 0; k--) {
            int other = random.nextInt(k + 1);
            int moved = order[k];
            order[k] = order[other];
            order[other] = moved;
        }
        return order;
    }

    @Override
    public boolean namesRows() {
        return !permutation.isEmpty();
    }

    @Override
    public void requireRows(int expected) {
        BadArgument.when(!permutation.isEmpty() && expected != permutation.size())
                .because(
                        "the permutation has %s rows, the round has %s",
                        permutation.size(), expected);
    }

    @Override
    public int inputsFor(int outputs) {
        return (outputs - 1) * s + 1;
    }
}
