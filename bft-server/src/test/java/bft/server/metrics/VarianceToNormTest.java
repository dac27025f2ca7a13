package bft.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bft.aggregation.AggregationRule;
import bft.aggregation.RoundContext;
import bft.aggregation.engine.Aggregation;
import bft.aggregation.engine.Aggregator;
import bft.aggregation.rules.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VarianceToNormTest {
    private static final int D = 400;

    /** The ratio of honest rows N(mean, sigma) with |mean| = 10; the last f rows are far away. */
    private static VarianceToNorm of(String rule, int n, int f, double sigma, long seed) {
        var random = new Random(seed);
        var rows = new float[n][D];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < D; k++) {
                double honest = 10 / Math.sqrt(D) + sigma * random.nextGaussian();
                rows[i][k] = (float) (i < n - f ? honest : -100);
            }
        }
        AggregationRule made = Rules.of(rule, f);
        Aggregation aggregation =
                Aggregator.sequential()
                        .withDistances()
                        .aggregate(made, rows, new RoundContext(0, new float[0], seed));
        List<GradientReport> reports = new ArrayList<>();
        aggregation
                .rows()
                .forEach(
                        row ->
                                reports.add(
                                        GradientReport.of(row.row(), row, 0, 1, Optional.empty())));
        double sum = 0;
        for (float value : aggregation.output()) {
            sum += (double) value * value;
        }
        return VarianceToNorm.of(reports, made, n, Math.sqrt(sum));
    }

    @ParameterizedTest
    @CsvSource({
        "mean,             20, 0, 0.1",
        "multi-krum,       20, 3, 0.1",
        "krum,             20, 3, 0.1",
        "median,           20, 3, 0.1",
        "trimmed-mean,     20, 3, 0.1",
        "geometric-median, 20, 3, 0.1",
        "multi-krum,       20, 3, 0.01",
        "mean,             20, 0, 1"
    })
    void estimatesTheTrueRatioWithAndWithoutAttackers(String rule, int n, int f, double sigma) {
        double truth = Math.sqrt(D) * sigma / 10;
        for (long seed = 0; seed < 5; seed++) {
            assertThat(of(rule, n, f, sigma, seed).ratio())
                    .as("seed " + seed)
                    .isCloseTo(truth, within(0.2 * truth));
        }
    }

    @Test
    void theBoundIsThatOfThePublishedProof() {
        double eta = Math.sqrt(2 * (17 + (3.0 * 15 + 9 * 16) / 12));
        assertThat(of("krum", 20, 3, 1, 0).bound()).isCloseTo(1 / eta, within(1e-12));
        double r = 1 + 3.0 / 14;
        assertThat(of("median", 20, 3, 1, 0).bound()).isCloseTo(1 / (2 * r), within(1e-12));
        double trimmed = 18.0 / 14 * r;
        assertThat(of("trimmed-mean", 20, 3, 1, 0).bound())
                .isCloseTo(1 / Math.sqrt(trimmed), within(1e-12));
        assertThat(of("nnm,trimmed-mean", 20, 3, 1, 0).bound())
                .isCloseTo(1 / Math.sqrt(24.0 / 17 * (trimmed + 1)), within(1e-12));
    }

    @Test
    void saysWhenNoBoundIsPublished() {
        VarianceToNorm caf = of("caf", 20, 3, 0.1, 0);
        assertThat(caf.bound()).isNaN();
        assertThat(caf.toString()).endsWith("no bound published for this rule");
    }

    @Test
    void saysWhetherTheProofHolds() {
        assertThat(of("krum", 20, 3, 0.01, 0).toString())
                .matches("0\\.0\\d+, within the bound 0\\.12\\d \\(Blanchard et al.*\\)");
        assertThat(of("krum", 20, 3, 0.1, 0).toString()).contains(", above the bound 0.12");
    }

    @Test
    void aNormLostInTheNoiseIsAboveEveryBound() {
        assertThat(of("krum", 20, 3, 100, 0).ratio()).isGreaterThan(1);
    }

    @Test
    void oneRowGivesNoEstimate() {
        assertThat(of("mean", 1, 0, 1, 0).toString()).isEqualTo("not estimated");
    }
}
