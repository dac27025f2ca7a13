package bft.aggregation.rules;

import static bft.spec.Parameter.number;
import static bft.spec.Parameter.whole;
import static bft.spec.Parameter.word;

import bft.aggregation.spectral.CovarianceFilter;
import bft.aggregation.spectral.DivideAndConquer;
import bft.aggregation.spectral.PowerStepFilter;
import bft.aggregation.spectral.PowerStepSubset;
import bft.aggregation.spectral.SampledDivideAndConquer;
import bft.aggregation.spectral.SmallestEigenvalue;
import bft.spec.Arguments;
import bft.spec.Parameter;
import bft.spec.Registry;
import java.util.function.IntFunction;

/** The rules based on the direction of largest variance of the rows. */
final class SpectralRules {
    private static final String POWER_STEP = "power-step";
    private static final Parameter DIRECTION = word("direction", "eigenvector", POWER_STEP);

    static final Registry<IntFunction<Part>> RULES = new Registry<>("rule");

    static {
        RULES.named("smea", "the mean of the n-f rows whose covariance has the smallest norm")
                .takes(
                        DIRECTION.means(
                                "power-step is byzfl's estimate, one step from (1, ..., 1), and"
                                        + " needs"
                                        + " whole rows"))
                .requires("n >= 2f+1")
                .costs(
                        "O(n² d + C(n, f) (n-f)³), but at most about a second after the"
                                + " distances: then the best subset so far")
                .guarantees("squared error <= 4f/(n-2f) of the largest honest eigenvalue, f < n/2")
                .source(
                        "Allouah, Guerraoui, Gupta, Pinot, Stephan: On the"
                                + " Privacy-Robustness-Utility Trilemma in Distributed Learning,"
                                + " ICML 2023")
                .madeBy(SpectralRules::smea);
        RULES.named(
                        "caf",
                        "the weighted mean of smallest variance while outliers in the direction"
                                + " of largest variance lose weight, 2f in all")
                .takes(
                        DIRECTION.means(
                                "power-step is byzfl's, one step from (1, ..., 1) and a maximum"
                                        + " over all"
                                        + " rows; it needs whole rows, and ends after "
                                        + CovarianceFilter.MOST_ROUNDS
                                        + " rounds with the mean that varied least so far"))
                .requires("n >= 2f+1")
                .costs("O(n² d + f n³)")
                .guarantees("robust for f < n/2 without a known bound on the variance")
                .source(
                        "Allouah, Guerraoui, Stephan: Towards Trustworthy Federated Learning"
                                + " with Untrusted Participants, ICML 2025")
                .madeBy(SpectralRules::caf);
        RULES.named(
                        "dnc",
                        "the mean of the rows that are never among the floor(c f) most distant"
                                + " outliers in the direction of largest variance")
                .takes(
                        number("c", "1")
                                .atLeast(0)
                                .below(1e6)
                                .means("number of excluded rows, times f"),
                        whole("b", "0")
                                .atLeast(0)
                                .means("coordinates sampled in each iteration, 0 for all"),
                        whole("iterations", "1").atLeast(1).means("number of samples"))
                .requires("n > c f")
                .costs("O(iterations (n² b + n³) + n d)")
                .guarantees("f < n/2, by experiment")
                .source("Shejwalkar, Houmansadr: Manipulating the Byzantine, NDSS 2021")
                .madeBy(SpectralRules::dnc);
    }

    private SpectralRules() {}

    private static IntFunction<Part> smea(Arguments given) {
        boolean steps = given.is("direction", POWER_STEP);
        return f -> Part.of(steps ? new PowerStepSubset(f) : new SmallestEigenvalue(f));
    }

    private static IntFunction<Part> caf(Arguments given) {
        boolean steps = given.is("direction", POWER_STEP);
        return f -> Part.of(steps ? new PowerStepFilter(f) : new CovarianceFilter(f));
    }

    private static IntFunction<Part> dnc(Arguments given) {
        int b = given.whole("b");
        return f -> {
            var all = new DivideAndConquer(f, given.number("c"));
            return Part.of(
                    b == 0 ? all : new SampledDivideAndConquer(all, b, given.whole("iterations")));
        };
    }
}
