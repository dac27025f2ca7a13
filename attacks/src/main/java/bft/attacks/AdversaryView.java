package bft.attacks;

import bft.aggregation.AggregationRule;
import bft.spec.BadArgument;
import java.util.Optional;

/**
 * What the adversary knows when it forges the vectors of a round.
 *
 * @param own f vectors of d coordinates: the gradients that the Byzantine workers would send if
 *     they were honest, computed on poisoned data if the attack {@linkplain Attack#poison poisons}
 *     it; not modified
 * @param honest the n-f vectors of the honest workers if the adversary sees them, else no vector;
 *     not modified
 * @param model the parameters at which the gradients were computed; not modified
 * @param n number of workers
 * @param f number of Byzantine workers, at least 1
 * @param rule the rule in use, if known
 * @param round number of the round
 * @param seed that the Byzantine workers share
 */
public record AdversaryView(
        float[][] own,
        float[][] honest,
        float[] model,
        int n,
        int f,
        Optional<AggregationRule> rule,
        long round,
        long seed) {

    /**
     * @throws IllegalArgumentException if the numbers or lengths of the vectors do not fit together
     */
    public AdversaryView {
        BadArgument.when(f < 1 || f >= n)
                .because("an attack needs 1 <= f < n, got n=%s, f=%s", n, f);
        requireCount("own", own, f);
        if (honest.length > 0) {
            requireCount("honest", honest, n - f);
        }
        requireLength("own", own, own[0].length);
        requireLength("honest", honest, own[0].length);
    }

    /** Number of coordinates d. */
    public int dimension() {
        return own[0].length;
    }

    /**
     * The honest vectors if they are known; otherwise the adversary's own vectors as a sample of
     * them.
     */
    public float[][] sample() {
        return honest.length > 0 ? honest : own;
    }

    /** The same view with other own vectors. */
    public AdversaryView withOwn(float[][] others) {
        return new AdversaryView(others, honest, model, n, f, rule, round, seed);
    }

    private static void requireCount(String name, float[][] vectors, int count) {
        BadArgument.when(vectors.length != count)
                .because("%s must hold %s vectors, got %s", name, count, vectors.length);
    }

    private static void requireLength(String name, float[][] vectors, int length) {
        for (float[] vector : vectors) {
            BadArgument.when(vector.length != length)
                    .because(
                            "%s must hold vectors of %s coordinates, got one of %s",
                            name, length, vector.length);
        }
    }
}
