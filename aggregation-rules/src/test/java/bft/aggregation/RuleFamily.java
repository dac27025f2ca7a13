package bft.aggregation;

import bft.aggregation.engine.Aggregation;
import bft.aggregation.engine.Aggregator;
import bft.aggregation.rules.Rules;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every rule there is, with what it needs to be applied, and what does not hold of some. */
final class RuleFamily {
    static final int F = 3;
    static final int N = 4 * F + 3;

    private RuleFamily() {}

    /** What a rule needs to be applied to N rows, and what does not hold of it. */
    static final Map<String, String> PARAMETERS =
            Map.of(
                    "weighted-mean", ":weights=1/2/3/4/5/6/7/8/9/10/11/12/13/14/15",
                    "clipping", ":c=3",
                    "bucketing", ":permutation=0/1/2/3/4/5/6/7/8/9/10/11/12/13/14");

    static final List<String> CHAINS =
            List.of(
                    "nnm,trimmed-mean",
                    "nnm,krum",
                    "nnm,geometric-median",
                    "bucketing:permutation=0/1/2/3/4/5/6/7/8/9/10/11/12/13/14,median",
                    "arc,nnm,median",
                    "arc,geometric-median",
                    "clipping:c=3,nnm,meamed",
                    "nnm,multi-krum",
                    "nnm,cge",
                    "nnm,centered-clipping",
                    "arc,krum",
                    "arc,trimmed-mean",
                    "arc,nnm,krum",
                    "bucketing:permutation=0/1/2/3/4/5/6/7/8/9/10/11/12/13/14,trimmed-mean");

    /** Forms that only parameters give; recorded answers of others check what they compute. */
    static final List<String> VARIANTS =
            List.of(
                    "krum:neighbours=n-f-1,power=1",
                    "multi-krum:m=n-f,neighbours=n-f-1,guarantee=none",
                    "bulyan:first=averaged,kind=lower",
                    "bulyan:first=averaged-rescored,kind=upper",
                    "bulyan:first=single-shot,second=trimmed-mean",
                    "aksel:keep=n-f,kind=lower",
                    "geometric-median:start=mean,nu=1e-5,iterations=4",
                    "dnc:c=1.5",
                    "dnc:b=20,iterations=3",
                    "caf:direction=power-step",
                    "smea:direction=power-step");

    /**
     * The result depends on which row is which; of rows that all differ, majority takes the first.
     */
    static final Set<String> BY_INDEX = Set.of("weighted-mean", "monna", "bucketing", "majority");

    /** Norms, directions or signs matter, so the origin has a part in the result. */
    static final Set<String> SEES_THE_ORIGIN =
            Set.of(
                    "sign-majority",
                    "cge",
                    "fltrust",
                    "foolsgold",
                    "centered-clipping",
                    "clipping",
                    "arc");

    /** Whoever sends one of its rows decides. */
    static final Set<String> NOT_ROBUST =
            Set.of("mean", "weighted-mean", "finite-mean", "foolsgold", "majority");

    static Stream<String> rules() {
        Stream<String> single =
                Rules.registry().names().stream()
                        .map(name -> name + PARAMETERS.getOrDefault(name, ""));
        return Stream.concat(single, CHAINS.stream());
    }

    static Set<String> parts(String rule) {
        return Arrays.stream(rule.split(",(?=[a-z])"))
                .map(part -> part.split(":")[0])
                .collect(Collectors.toSet());
    }

    static boolean none(String rule, Set<String> of) {
        return Collections.disjoint(parts(rule), of);
    }

    /** With the variants. */
    static Stream<String> all() {
        return Stream.concat(rules(), VARIANTS.stream());
    }

    static Stream<String> rulesOfAnyOrder() {
        return all().filter(rule -> none(rule, BY_INDEX));
    }

    static Stream<String> rulesWithoutOrigin() {
        return all().filter(rule -> none(rule, SEES_THE_ORIGIN));
    }

    /** Pre-aggregations protect only with a rule after them. */
    static Stream<String> robustRules() {
        Set<String> others = Set.of("history", "nnm", "bucketing", "clipping", "arc");
        return all().filter(rule -> none(rule, NOT_ROBUST) && !others.containsAll(parts(rule)))
                .filter(rule -> none(rule, Set.of("clipping", "sign-majority")))
                // One stalls, the other takes a few steps from the mean: both only for comparison.
                .filter(rule -> !rule.equals("caf:direction=power-step"))
                .filter(rule -> !rule.contains("start=mean"))
                .map(rule -> rule.equals("monna") ? "monna:row=7" : rule);
    }

    static RoundContext round(int d) {
        var trusted = new float[d];
        Arrays.fill(trusted, 0.5f);
        return new RoundContext(1, new float[0], 1, trusted);
    }

    static Aggregation apply(String rule, float[][] rows) {
        Aggregator aggregator = Aggregator.sequential().withDistances();
        return aggregator.aggregate(Rules.of(rule, F), rows, round(rows[0].length));
    }

    /** Rows around a common mean: seeded, so every failure can be repeated. */
    static float[][] rows(int n, int d, long seed) {
        var random = new Random(seed);
        float[] centre = new float[d];
        for (int k = 0; k < d; k++) {
            centre[k] = (float) random.nextGaussian();
        }
        var rows = new float[n][d];
        for (float[] row : rows) {
            for (int k = 0; k < d; k++) {
                row[k] = centre[k] + (float) (0.3 * random.nextGaussian());
            }
        }
        return rows;
    }
}
