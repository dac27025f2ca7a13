package bft.aggregation.admission.filter;

import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.RoundContext;
import bft.aggregation.admission.Admission;
import bft.aggregation.admission.Admitted;
import bft.aggregation.admission.Contribution;
import bft.aggregation.admission.Rejected;
import bft.aggregation.admission.Rejection;
import bft.aggregation.admission.buffer.Bundle;
import bft.aggregation.admission.buffer.BundleSteps;
import bft.aggregation.admission.policy.AdmissionPolicy;
import bft.aggregation.admission.policy.Filters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The whole of Kardam, several gradients on one version included, beside its definitions written
 * down a second time: those go through all that was ever sent and are slow. Both see the same
 * gradients and must agree on each.
 */
class KardamReferenceTest {
    private static final int N = 7;
    private static final int F = 2;
    private static final int D = 4;
    private static final int MESSAGES = 1500;
    private static final float RATE = 0.05f;

    private record Sent(int worker, int version, float[] gradient) {}

    private final List<float[]> models = new ArrayList<>();
    private final List<Sent> sent = new ArrayList<>();
    private final List<Integer> accepted = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "3, 1", "1, -10", "2, -10", "3, -10"})
    void everyGradientIsJudgedAsTheDefinitionsSay(int bundle, float scale) {
        String spec = "kardam:votes=off,bundle=" + bundle;
        AdmissionPolicy policy = Filters.of(spec, N, F);
        var random = new Random(bundle);
        models.add(noise(random, 2));
        int[] base = new int[N];
        int[] refusals = new int[Rejection.values().length];
        for (int message = 0; message < MESSAGES; message++) {
            int worker = random.nextInt(N);
            boolean lies = worker < F && message > 100;
            var next = new Sent(worker, base[worker], gradient(random, base[worker], lies, scale));
            Admission got = admit(policy, next);
            Optional<Rejection> expected = judge(next);
            assertThat(reason(got)).as("%s, message %s", spec, message).isEqualTo(expected);
            expected.ifPresent(reason -> refusals[reason.ordinal()]++);
            if (got instanceof Admitted admitted) {
                int staleness = models.size() - 1 - next.version;
                assertThat(admitted.weight()).isEqualTo(1.0 / (1 + staleness));
            }
            step(policy, next, got);
            base[worker] = models.size() - 1;
        }
        assertThat(models).hasSizeGreaterThan(50 / bundle);
        assertThat(refusals[Rejection.LIPSCHITZ_EXCEEDED.ordinal()]).isPositive();
        assertThat(refusals[Rejection.TOO_FREQUENT.ordinal()]).isPositive();
    }

    private Admission admit(AdmissionPolicy policy, Sent next) {
        var contribution = new Contribution(next.worker, next.version, next.gradient);
        return policy.filter().admit(contribution, version -> models.get((int) version));
    }

    private void step(AdmissionPolicy policy, Sent next, Admission admission) {
        var contribution = new Contribution(next.worker, next.version, next.gradient);
        Optional<Bundle> bundle = policy.buffer().add(contribution, admission);
        if (bundle.isPresent()) {
            var round = new RoundContext(models.size() - 1, new float[0], 0);
            float[] sum = BundleSteps.step(bundle.get(), round);
            float[] model = models.get(models.size() - 1).clone();
            for (int k = 0; k < D; k++) {
                model[k] -= RATE * sum[k];
            }
            models.add(model);
            policy.updated(models.size() - 1);
        }
    }

    /** Why the definitions refuse the gradient; empty if they do not. */
    private Optional<Rejection> judge(Sent next) {
        sent.add(next);
        double[] coefficients = IntStream.range(0, N).mapToDouble(this::coefficient).toArray();
        double own = coefficients[next.worker];
        Arrays.sort(coefficients);
        if (own > coefficients[N - F - 1]) {
            return Optional.of(Rejection.LIPSCHITZ_EXCEEDED);
        }
        int from = Math.max(0, accepted.size() - 2 * F);
        if (accepted.subList(from, accepted.size()).contains(next.worker)) {
            return Optional.of(Rejection.TOO_FREQUENT);
        }
        accepted.add(next.worker);
        return Optional.empty();
    }

    /** Of the worker's latest gradient, against its first on the version that it had before. */
    private double coefficient(int worker) {
        List<Sent> own = sent.stream().filter(s -> s.worker == worker).toList();
        if (own.isEmpty()) {
            return Double.POSITIVE_INFINITY;
        }
        Sent latest = own.get(own.size() - 1);
        int before =
                own.stream()
                        .mapToInt(Sent::version)
                        .filter(version -> version < latest.version)
                        .max()
                        .orElse(-1);
        return own.stream()
                .filter(s -> s.version == before)
                .findFirst()
                .map(
                        old ->
                                distance(latest.gradient, old.gradient)
                                        / distance(models.get(latest.version), models.get(before)))
                .orElse(Double.POSITIVE_INFINITY);
    }

    private float[] gradient(Random random, int version, boolean lies, float scale) {
        float[] gradient = noise(random, 0.5f);
        for (int k = 0; k < D; k++) {
            gradient[k] = (lies ? scale : 1) * (gradient[k] + models.get(version)[k]);
        }
        return gradient;
    }

    private static float[] noise(Random random, float deviation) {
        var noise = new float[D];
        for (int k = 0; k < D; k++) {
            noise[k] = deviation * (float) random.nextGaussian();
        }
        return noise;
    }

    private static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int k = 0; k < D; k++) {
            sum += Math.pow((double) a[k] - b[k], 2);
        }
        return Math.sqrt(sum);
    }

    private static Optional<Rejection> reason(Admission admission) {
        return admission instanceof Rejected rejected
                ? Optional.of(rejected.reason())
                : Optional.empty();
    }
}
