package bft.aggregation.admission.filter;

import bft.aggregation.admission.Admission;
import bft.aggregation.admission.AdmissionFilter;
import bft.aggregation.admission.Contribution;
import bft.aggregation.admission.Members;
import bft.aggregation.admission.filter.LipschitzFilter.Candidate;
import bft.aggregation.admission.filter.LipschitzFilter.Reading;
import bft.aggregation.admission.filter.LipschitzFilter.Threshold;
import bft.aggregation.state.Snapshot;
import bft.aggregation.state.Snapshotable;
import bft.spec.BadArgument;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * Kardam's filter: admits a gradient if its Lipschitz coefficient is not above most workers' and
 * its sender is not too frequent, with a weight that falls with its staleness.
 *
 * <pre>
 * reject g if it is one too many on its version     (candidate=worker)
 * K_p = |g - g_p| / |x_v - x_v_p|;  g_p, v_p = g, v  (also if g is then rejected)
 * reject g if the candidate K > the (n-f)-th smallest of K_1..K_n
 * reject g if p sent one of the last 2f accepted    (if that filter is enabled)
 * else accept g with weight Lambda(tau)
 * </pre>
 *
 * <p>Requires n >= 3f + 1. Cost O(d + n log n) time a gradient, space of {@link LipschitzFilter}.
 *
 * <p>Damaskinos et al., ICML 2018, which adds M accepted gradients to a step ({@link
 * bft.aggregation.admission.buffer.SumBuffer}) and proves almost sure convergence at a slowdown
 * between (n-2f)/(n-f) and (n-f)/n. Whatever its settings, this filter does not:
 *
 * <ul>
 *   <li>protect the start: before n-f workers have sent twice the threshold is infinite;
 *   <li>reject a constant vector, whose coefficient is 0, or small vectors in a wrong direction;
 *   <li>guarantee progress: f workers that send two equal vectors and fall silent lower the
 *       threshold to the (n-2f)-th smallest honest coefficient, and if all attempts of each worker
 *       on the present version are rejected, there is no next version on which it could send
 *       another gradient.
 * </ul>
 *
 * <p>{@link bft.aggregation.admission.buffer.VoteBuffer}, our addition, covers these.
 */
public final class Kardam implements AdmissionFilter, Snapshotable {
    /** What is compared with what. */
    public record Coefficients(Candidate candidate, Threshold threshold) {}

    private final LipschitzFilter lipschitz;
    private final Optional<FrequencyFilter> frequency;
    private final Dampening dampening;
    private final int attempts;

    /**
     * @param frequencyFilter whether the frequency filter is enabled
     * @param attempts gradients of a worker on one version that are considered
     * @throws IllegalArgumentException unless n >= 3f+1 and f >= 0
     */
    public Kardam(
            int n,
            int f,
            Coefficients tested,
            boolean frequencyFilter,
            StalenessDampening dampening,
            int attempts) {
        BadArgument.when(f < 0 || n < 3 * f + 1)
                .because("kardam needs n >= 3f+1 and f >= 0, got n=%s, f=%s", n, f);
        BadArgument.when(attempts < 1).because("kardam needs attempts >= 1, got %s", attempts);
        this.attempts = attempts;
        this.lipschitz =
                new LipschitzFilter(n, f, tested.candidate(), tested.threshold(), attempts);
        this.frequency =
                frequencyFilter ? Optional.of(new FrequencyFilter(n, f)) : Optional.empty();
        this.dampening = new Dampening(dampening);
    }

    @Override
    public Admission admit(Contribution contribution, LongFunction<float[]> modelAt) {
        Reading reading = lipschitz.read(contribution, modelAt);
        int worker = contribution.worker();
        if (!reading.passes()) {
            return reading.admission();
        }
        if (frequency.isPresent() && !frequency.get().admits(worker)) {
            return frequency.get().rejected(worker);
        }
        lipschitz.accepted(contribution);
        frequency.ifPresent(filter -> filter.accepted(worker));
        return dampening.admit(contribution, modelAt).noted(reading.note());
    }

    @Override
    public void updated(long version) {
        lipschitz.updated(version);
        dampening.updated(version);
    }

    @Override
    public void members(Members members) {
        lipschitz.members(members);
    }

    @Override
    public int attempts() {
        return attempts;
    }

    /** The filter's threshold, for reports; infinite as long as it gives no protection. */
    public double threshold() {
        return lipschitz.threshold();
    }

    @Override
    public Snapshot snapshot() {
        Snapshot.Builder builder =
                Snapshot.of("kardam")
                        .with("lipschitz", lipschitz.snapshot())
                        .with("dampening", dampening.snapshot());
        frequency.ifPresent(filter -> builder.with("frequency", filter.snapshot()));
        return builder.build();
    }

    @Override
    public Runnable restoring(Snapshot snapshot, int dimension) {
        snapshot.like(snapshot());
        Runnable coefficients = lipschitz.restoring(snapshot.part("lipschitz"), dimension);
        Runnable staleness = dampening.restoring(snapshot.part("dampening"), dimension);
        Optional<Runnable> senders =
                frequency.map(f -> f.restoring(snapshot.part("frequency"), dimension));
        return () -> {
            coefficients.run();
            staleness.run();
            senders.ifPresent(Runnable::run);
        };
    }
}
