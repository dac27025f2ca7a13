package bft.aggregation.engine;

import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.Reducer;
import bft.aggregation.RoundContext;
import bft.aggregation.Weights;
import bft.aggregation.rules.Rules;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Row 0 is ten times too long and points the other way; the explanation that each rule gives. */
class ExplanationTest {
    private static final int N = 9;
    private static final int D = 400;

    private static float[][] rows() {
        var random = new Random(4);
        var rows = new float[N][D];
        for (int i = 0; i < N; i++) {
            for (int k = 0; k < D; k++) {
                rows[i][k] = 1 + 0.1f * (float) random.nextGaussian();
                rows[i][k] *= i == 0 ? -10 : 1;
            }
        }
        return rows;
    }

    private static Aggregation apply(String rule) {
        var ones = new float[D];
        Arrays.fill(ones, 1);
        return Aggregator.sequential()
                .aggregate(Rules.of(rule, 1), rows(), new RoundContext(1, ones, 1, ones));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "krum | sum of squared distances to its 6 nearest is 2.9.e\\+05, number 9 of 9",
                "krum:power=1 | sum of distances to its 6 nearest is 1.3.e\\+03, number 9 of 9",
                "multi-krum | sum of squared distances to its 6 nearest is .*, number 9 of 9",
                "iterated-krum | sum of squared distances to its 6 nearest is .*, number 9 of 9",
                "bulyan | sum of squared distances to its 6 nearest is .*, number 9 of 9",
                "mda | 22. away from one of the 8 rows that lie within 2.96",
                "smea | not among the 8 rows that spread least; 221 from their mean",
                "cge | norm is 201, number 9 of 9",
                "monna:row=3 | distance to the trusted row 3 is 22., number 9 of 9",
                "aksel | distance to the coordinate-wise median is 22., number 9 of 9",
                "dnc | squared distance along the direction of largest variance is .*, number 9 of"
                        + " 9",
                "dnc:b=50,iterations=3 | number of the 3 samples that exclude it is 3.*, number 9"
                        + " of 9",
                "caf | lost all its weight to the direction of largest variance",
                "fltrust | does not point with the trusted gradient \\(cosine -1.*\\)",
                "nnm,krum | not among the 8 nearest of any row that counts",
                "bucketing:permutation=0/1/2/3/4/5/6/7/8,krum:guarantee=none"
                        + " | in a bucket that does not count",
                "arc,krum | sum of squared distances to its 6 nearest is .*, number 9 of 9",
            })
    void excludedRowsHaveTheReasonOfTheRule(String rule, String words) {
        RowReport report = apply(rule).rows().get(0);
        assertThat(report.excluded()).hasValueSatisfying(w -> assertThat(w).matches(words));
        assertThat(report.changed()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "centered-clipping | clipped to 0.045. of its distance 22. from the centre",
                "clipping:c=5 | norm 201 clipped to 5.*",
                "arc | norm 201 clipped to 20.*",
                "trimmed-mean | counts in 0 % of the sampled coordinates",
                "median | counts in 0 % of the sampled coordinates",
                "meamed | counts in 0 % of the sampled coordinates",
                "phocas | counts in 0 % of the sampled coordinates",
                "sign-majority | counts in 0 % of the sampled coordinates",
                "clipping:c=5,median | norm 201 clipped to 5.00; counts in 0 % of the .*",
            })
    void rowsThatCountPartlyReportHowMuch(String rule, String words) {
        RowReport report = apply(rule).rows().get(0);
        assertThat(report.changed()).hasValueSatisfying(w -> assertThat(w).matches(words));
        assertThat(report.excluded()).isEmpty();
    }

    @Test
    void theOtherRowsCountUnchanged() {
        for (String rule : new String[] {"mda", "caf", "arc", "centered-clipping"}) {
            assertThat(apply(rule).rows().subList(1, N))
                    .as(rule)
                    .allMatch(report -> report.excluded().isEmpty() && report.changed().isEmpty());
        }
    }

    @Test
    void fewCoordinatesAreAllSampledAndManyAtEqualDistances() {
        assertThat(CoordinateShares.coordinates(100)).hasSize(100);
        assertThat(CoordinateShares.coordinates(129)).hasSize(128).startsWith(0, 1).endsWith(128);
        int[] looked = CoordinateShares.coordinates(Integer.MAX_VALUE);
        assertThat(looked).hasSize(128).endsWith(Integer.MAX_VALUE - 1).isSorted();
    }

    @Test
    void sharesAreThoseOfACountOverAllCoordinatesEvenIfRowsAreUsedAgain() {
        float[][] rows = rows();
        long cut = 0;
        for (int k = 0; k < D; k++) {
            int low = 0;
            int high = 0;
            for (int i = 0; i < N; i++) {
                low += rows[i][k] < rows[2][k] ? 1 : 0;
                high += rows[i][k] > rows[2][k] ? 1 : 0;
            }
            cut += low < 2 || high < 2 ? 1 : 0;
        }
        Reducer reducer = Rules.of("trimmed-mean", 2).reducer();
        var shares = new CoordinateShares(reducer, Weights.identity(N), rows, D);
        for (float[] row : rows) {
            Arrays.fill(row, 0);
        }
        assertThat(shares.of(2))
                .isBetween(1 - (double) cut / D - 0.15, 1 - (double) cut / D + 0.15);
        assertThat(shares.of(0)).isZero();
    }
}
