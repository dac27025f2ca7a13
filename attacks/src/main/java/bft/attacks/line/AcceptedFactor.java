package bft.attacks.line;

import bft.aggregation.AggregationRule;
import bft.aggregation.kernels.Vectors;
import bft.aggregation.rules.Rules;
import bft.attacks.AdversaryView;
import java.util.Arrays;
import java.util.function.DoublePredicate;

/**
 * A factor for which the rule in use counts the forged vector, that is, gives it a weight above 0.
 *
 * <p>{@link #HALVED} is the attack on Krum of Fang, Cao, Jia, Gong, "Local model poisoning attacks
 * to Byzantine-robust federated learning", USENIX Security 2020, section 4.2: from a bound beyond
 * which Krum cannot choose the vector, {@code min_i sum_{j in the n-f-2 nearest of i} |g_i - g_j| /
 * ((n-2f-1) sqrt(d)) + max_i |g_i| / sqrt(d)}, halved until it counts, or until 1e-5.
 *
 * <p>{@link #LARGEST} is the largest, as El Mhamdi, Guerraoui, Rouault, "The hidden vulnerability
 * of distributed learning in Byzantium", ICML 2018, have it: doubled from 1 as long as it counts,
 * then bisected to one part in a million. It ends at 1e6, since a rule that counts every vector has
 * no largest factor.
 *
 * <p>If the rule is not known, Krum is used instead; if the honest vectors are not known, the
 * adversary's own vectors, repeated. Cost: O(n^2 d), and one aggregation for each trial.
 */
public enum AcceptedFactor implements Factor {
    HALVED {
        @Override
        double search(DoublePredicate counts, double bound) {
            double lambda = bound;
            while (lambda > LEAST && !counts.test(lambda)) {
                lambda /= 2;
            }
            return lambda;
        }
    },
    LARGEST {
        @Override
        double search(DoublePredicate counts, double bound) {
            double good = 0;
            double bad = 1;
            while (bad < MOST && counts.test(bad)) {
                good = bad;
                bad *= 2;
            }
            for (int i = 0; i < BISECTIONS; i++) {
                double middle = (good + bad) / 2;
                boolean counted = counts.test(middle);
                good = counted ? middle : good;
                bad = counted ? bad : middle;
            }
            return good;
        }
    };

    private static final double LEAST = 1e-5;
    private static final double MOST = 1e6;
    private static final int BISECTIONS = 20;

    @Override
    public double choose(Line line, AdversaryView view) {
        AggregationRule rule = view.rule().orElseGet(() -> Rules.of("krum", view.f()));
        Trial trial = new Trial(rule, view);
        double bound = bound(trial.honest(), view.n(), view.f());
        return search(t -> trial.counts(line.at(t)), bound);
    }

    abstract double search(DoublePredicate counts, double bound);

    private static double bound(float[][] honest, int n, int f) {
        int d = honest[0].length;
        double tightest = Double.POSITIVE_INFINITY;
        double longest = 0;
        for (float[] row : honest) {
            double[] from =
                    Arrays.stream(honest)
                            .mapToDouble(other -> Vectors.distance(row, other))
                            .toArray();
            Arrays.sort(from);
            // The nearest of all is the row itself.
            double sum = Arrays.stream(from).limit(Math.max(1, n - f - 2) + 1).sum();
            tightest = Math.min(tightest, sum);
            longest = Math.max(longest, Vectors.distance(row, new float[d]));
        }
        return (tightest / Math.max(1, n - 2 * f - 1) + longest) / Math.sqrt(d);
    }
}
