package bft.aggregation.admission.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.aggregation.admission.Admission;
import bft.aggregation.admission.Admitted;
import bft.aggregation.admission.Contribution;
import bft.aggregation.admission.Rejected;
import bft.aggregation.admission.Rejection;
import bft.aggregation.admission.filter.LipschitzFilter.Candidate;
import bft.aggregation.admission.filter.LipschitzFilter.Threshold;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LipschitzFilterTest {
    /** Version v of the model is the point v on a line. */
    private static float[] modelAt(long version) {
        return new float[] {version, 0};
    }

    private static Admission admit(LipschitzFilter filter, int worker, long version, float g) {
        var contribution = new Contribution(worker, version, new float[] {g, 0});
        return filter.admit(contribution, LipschitzFilterTest::modelAt);
    }

    private static LipschitzFilter filter(int n, int f, Candidate candidate) {
        var filter = new LipschitzFilter(n, f, candidate, Threshold.ALL, 1);
        filter.updated(1_000);
        return filter;
    }

    @Test
    void rejectsCoefficientsAboveTheQuantile() {
        LipschitzFilter filter = filter(4, 1, Candidate.WORKER);
        for (int worker = 0; worker < 4; worker++) {
            assertThat(admit(filter, worker, 0, 0)).isInstanceOf(Admitted.class);
        }
        // Coefficients 1, 2, 3 for the first three: |g - 0| / |2 - 0|.
        admit(filter, 0, 2, 2);
        admit(filter, 1, 2, 4);
        admit(filter, 2, 2, 6);
        assertThat(filter.threshold()).isEqualTo(3);

        assertThat(admit(filter, 3, 2, 6.2f))
                .isEqualTo(
                        new Rejected(
                                Rejection.LIPSCHITZ_EXCEEDED,
                                "Lipschitz coefficient 3.0999999046325684, at most 3.0 passes"));
    }

    /** With coefficients 1, 2 and 9, a fourth of 3 passes below the steepest only of all. */
    @ParameterizedTest
    @CsvSource({"ALL, true", "OTHERS, false"})
    void ofOthersOneSteepWorkerDoesNotLetAnotherPass(Threshold from, boolean passes) {
        var filter = new LipschitzFilter(4, 1, Candidate.WORKER, from, 1);
        filter.updated(1_000);
        for (int worker = 0; worker < 4; worker++) {
            admit(filter, worker, 0, 0);
        }
        admit(filter, 0, 1, 1);
        admit(filter, 1, 1, 2);
        admit(filter, 2, 1, 9);
        assertThat(admit(filter, 3, 1, 3) instanceof Admitted).isEqualTo(passes);
    }

    @Test
    void theCoefficientOfARefusedGradientCounts() {
        LipschitzFilter filter = filter(3, 1, Candidate.WORKER);
        for (int worker = 0; worker < 3; worker++) {
            admit(filter, worker, 0, 0);
        }
        admit(filter, 0, 1, 5);
        admit(filter, 1, 1, 1);
        assertThat(filter.threshold()).isEqualTo(5);
        assertThat(admit(filter, 2, 1, 7)).isInstanceOf(Rejected.class);
        admit(filter, 0, 2, 15);
        assertThat(filter.threshold()).isEqualTo(7);
    }

    @Test
    void aSecondGradientOnOneVersionIsRefusedAndLeavesTheCoefficientAlone() {
        LipschitzFilter filter = filter(1, 0, Candidate.WORKER);
        admit(filter, 0, 0, 0);
        admit(filter, 0, 1, 1);
        assertThat(admit(filter, 0, 1, 50))
                .isEqualTo(new Rejected(Rejection.DUPLICATE, "too many gradients on version 1"));
        assertThat(filter.threshold()).isEqualTo(1);
    }

    @Test
    void aFurtherAttemptIsComparedWithTheGradientOnTheVersionBefore() {
        var filter = new LipschitzFilter(1, 0, Candidate.WORKER, Threshold.ALL, 3);
        admit(filter, 0, 0, 0);
        admit(filter, 0, 2, 2);
        assertThat(filter.threshold()).isEqualTo(1);
        assertThat(admit(filter, 0, 2, 6)).isInstanceOf(Admitted.class);
        assertThat(filter.threshold()).isEqualTo(3);
        admit(filter, 0, 2, 4);
        assertThat(filter.threshold()).isEqualTo(2);
        assertThat(((Rejected) admit(filter, 0, 2, 4)).reason()).isEqualTo(Rejection.DUPLICATE);
        // The next version is compared with the first gradient on this one.
        admit(filter, 0, 4, 3);
        assertThat(filter.threshold()).isEqualTo(0.5);
    }

    @Test
    void furtherAttemptsOnAWorkersFirstVersionHaveNoCoefficient() {
        var filter = new LipschitzFilter(1, 0, Candidate.WORKER, Threshold.ALL, 2);
        admit(filter, 0, 5, 0);
        assertThat(admit(filter, 0, 5, 9)).isInstanceOf(Admitted.class);
        assertThat(filter.threshold()).isInfinite();
    }

    /** The definitions once more, with lists of everything that was ever sent. */
    @Test
    void agreesWithTheDefinitionsOnAStreamOfAttempts() {
        for (long seed = 0; seed < 300; seed++) {
            var random = new Random(seed);
            int f = 1 + random.nextInt(3);
            int n = 3 * f + 1 + random.nextInt(3);
            var filter = new LipschitzFilter(n, f, Candidate.WORKER, Threshold.ALL, 3);
            var naive = new NaiveLipschitz(n, f, 3);
            long newest = 0;
            for (int event = 0; event < 80; event++) {
                int worker = random.nextInt(n);
                newest += random.nextInt(3) == 0 ? 1 : 0;
                long version = Math.max(naive.versionOf(worker), newest - random.nextInt(2));
                float gradient = (float) random.nextGaussian();
                assertThat(admit(filter, worker, version, gradient) instanceof Admitted)
                        .as("seed %s, event %s", seed, event)
                        .isEqualTo(naive.takes(worker, version, gradient));
            }
        }
    }

    @Test
    void zeroOverZeroIsZero() {
        LipschitzFilter filter = filter(1, 0, Candidate.WORKER);
        var flat = new float[] {0, 0};
        filter.admit(new Contribution(0, 0, flat), version -> flat);
        filter.admit(new Contribution(0, 1, flat), version -> flat);
        assertThat(filter.threshold()).isZero();
        filter.admit(new Contribution(0, 2, new float[] {1, 0}), version -> flat);
        assertThat(filter.threshold()).isInfinite();
    }

    @Test
    void fByzantineWorkersCannotRaiseTheThresholdAboveTheLargestHonestCoefficient() {
        for (long seed = 0; seed < 500; seed++) {
            var random = new Random(seed);
            int f = 1 + random.nextInt(4);
            int n = 3 * f + 1 + random.nextInt(5);
            LipschitzFilter filter = filter(n, f, Candidate.WORKER);
            double largest = 0;
            for (int worker = 0; worker < n; worker++) {
                float slope = random.nextFloat();
                float lie = worker < f ? (float) Math.exp(40 * random.nextGaussian()) : slope;
                admit(filter, worker, 0, 0);
                admit(filter, worker, 1, Math.min(lie, 1e30f));
                largest = worker < f ? largest : Math.max(largest, slope);
            }
            assertThat(filter.threshold()).as("seed %d", seed).isLessThanOrEqualTo(largest);
        }
    }

    @Test
    void readAtTheServerItComparesWithTheGradientAcceptedLast() {
        var filter = new LipschitzFilter(1, 0, Candidate.SERVER, Threshold.ALL, 1);
        assertThat(admit(filter, 0, 0, 4)).isInstanceOf(Admitted.class);
        filter.updated(1);
        // Own coefficient |4 - 4| / 1 = 0, candidate the same: the change since the accepted one.
        assertThat(admit(filter, 0, 1, 4)).isInstanceOf(Admitted.class);
        filter.updated(2);
        // A second gradient on version 1 keeps K = 0; the candidate is |9 - 4| / 1.
        assertThat(((Rejected) admit(filter, 0, 1, 9)).reason())
                .isEqualTo(Rejection.LIPSCHITZ_EXCEEDED);
    }

    @Test
    void needsAnHonestMajority() {
        assertThatThrownBy(() -> new LipschitzFilter(4, 2, Candidate.WORKER, Threshold.ALL, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the Lipschitz filter needs n >= 2f+1 and f >= 0, got n=4, f=2");
    }
}
