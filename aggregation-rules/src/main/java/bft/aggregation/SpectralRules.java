package bft.aggregation;

import bft.aggregation.RuleEntry.Part;
import bft.aggregation.spec.Spec;
import bft.aggregation.spectral.CovarianceFilter;
import bft.aggregation.spectral.DivideAndConquer;
import bft.aggregation.spectral.PowerStepFilter;
import bft.aggregation.spectral.PowerStepSubset;
import bft.aggregation.spectral.SampledDivideAndConquer;
import bft.aggregation.spectral.SmallestEigenvalue;

/** The rules that look for the direction in which rows spread most. */
final class SpectralRules {
    static final RuleEntry SMEA =
            RuleEntry.named("smea")
                    .formula("the mean of the n-f rows whose covariance has the smallest norm")
                    .parameters(
                            "direction=eigenvector|power-step: power-step is byzfl's estimate, one"
                                    + " step from (1, ..., 1), and needs whole rows")
                    .requires("n >= 2f+1")
                    .costs(
                            "O(n² d + C(n, f) (n-f)³), but at most about a second after the"
                                    + " distances: then the best subset so far")
                    .guarantees(
                            "squared error <= 4f/(n-2f) of the largest honest eigenvalue, f < n/2")
                    .source(
                            "Allouah, Guerraoui, Gupta, Pinot, Stephan: On the"
                                    + " Privacy-Robustness-Utility Trilemma in Distributed"
                                    + " Learning, ICML 2023")
                    .madeBy(
                            (spec, f) ->
                                    Part.of(
                                            steps(spec)
                                                    ? new PowerStepSubset(f)
                                                    : new SmallestEigenvalue(f)));

    static final RuleEntry CAF =
            RuleEntry.named("caf")
                    .formula(
                            "the weighted mean of least variance while rows that stand out in the"
                                    + " direction of most variance lose weight, 2f in all")
                    .parameters(
                            "direction=eigenvector|power-step: power-step is byzfl's, one step from"
                                    + " (1, ..., 1) and a maximum over all rows; it needs whole"
                                    + " rows, and ends after "
                                    + CovarianceFilter.MOST_ROUNDS
                                    + " rounds with the mean that varied least so far")
                    .requires("n >= 2f+1")
                    .costs("O(n² d + f n³)")
                    .guarantees("robust for f < n/2 without a known bound on the variance")
                    .source(
                            "Allouah, Guerraoui, Stephan: Towards Trustworthy Federated Learning"
                                    + " with Untrusted Participants, ICML 2025")
                    .madeBy(
                            (spec, f) ->
                                    Part.of(
                                            steps(spec)
                                                    ? new PowerStepFilter(f)
                                                    : new CovarianceFilter(f)));

    static final RuleEntry DNC =
            RuleEntry.named("dnc")
                    .formula(
                            "the mean of the rows that are never among the floor(c f) furthest out"
                                    + " in the direction of most variance")
                    .parameters(
                            "c=1: how many are left out, times f",
                            "b=0: coordinates drawn for each iteration, 0 for all",
                            "iterations=1: how often coordinates are drawn")
                    .requires("n > c f")
                    .costs("O(iterations (n² b + n³) + n d)")
                    .guarantees("f < n/2, by experiment")
                    .source("Shejwalkar, Houmansadr: Manipulating the Byzantine, NDSS 2021")
                    .madeBy(SpectralRules::dnc);

    private SpectralRules() {}

    private static boolean steps(Spec spec) {
        return spec.allowing("direction")
                .oneOf("direction", "eigenvector", "power-step")
                .equals("power-step");
    }

    private static Part dnc(Spec spec, int f) {
        spec.allowing("c", "b", "iterations");
        int b = spec.integer("b", 0);
        var all = new DivideAndConquer(f, spec.number("c", 1));
        return Part.of(
                b == 0 ? all : new SampledDivideAndConquer(all, b, spec.integer("iterations", 1)));
    }
}
