package bft.aggregation.selection;

import bft.aggregation.Distances;
import bft.aggregation.Mixing;
import bft.aggregation.Ranking;
import bft.aggregation.RoundContext;
import bft.aggregation.Weights;
import java.util.Arrays;

/**
 * Multi-Krum as implemented in the code of the NDSS 2021 attacks: removes Krum's winner from the
 * pool until 2f+2 rows are left, and averages the removed rows.
 *
 * <p>Requires n >= 2f+3. Cost O(n³) after the distances. No guarantee is published for it; the n-th
 * winner is chosen among fewer honest rows than the first.
 *
 * <p>Virat Shejwalkar, Amir Houmansadr: Manipulating the Byzantine: Optimizing Model Poisoning
 * Attacks and Defenses for Federated Learning, NDSS 2021 (code). It counts n-f-2 neighbours
 * including the row itself, so n-f-3 others; the paper's n-f-2 are the default here.
 *
 * @param f rows declared Byzantine
 * @param scoring how rows are ranked in a pool
 */
public record IteratedKrum(int f, KrumScore scoring) implements Mixing {
    @Override
    public Weights mix(Distances distances, RoundContext round) {
        int[] chosen = winners(distances, distances.rows() - 2 * f - 2);
        Arrays.sort(chosen);
        return Weights.meanOf(distances, chosen)
                .withScores(scoring.of(distances, f), scoring.meaning(distances.rows(), f));
    }

    /** The first {@code count} winners, in the order in which they are removed. */
    int[] winners(Distances distances, int count) {
        var pool = new KrumPool(distances, scoring);
        var winners = new int[count];
        for (int k = 0; k < count; k++) {
            winners[k] = Ranking.best(pool.scores(scoring.count(pool.size(), f)));
            pool.remove(winners[k]);
        }
        return winners;
    }

    @Override
    public int inputsFor(int outputs) {
        return 2 * f + 3;
    }

    @Override
    public String condition() {
        return "n >= 2f+3";
    }
}
