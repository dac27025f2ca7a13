package bft.aggregation.admission;

import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.admission.policy.AdmissionPolicy;
import bft.aggregation.admission.policy.Filters;
import bft.aggregation.state.Snapshot;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a policy allocates once it is warm, in arrays of d floats. */
class PolicyAllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int D = 1 << 18;
    private static final int N = 10;
    private static final int F = 3;
    private static final int ROUND = 6;

    private final float[] model = new float[D];
    private final float[] gradient = new float[D];
    private long version;

    /** Six gradients of six workers: too few for a step of seven votes or buffers. */
    private void round(AdmissionPolicy policy) {
        policy.filter().updated(++version);
        Arrays.fill(gradient, version);
        for (int worker = 0; worker < ROUND; worker++) {
            var contribution = new Contribution(worker, version, gradient);
            Admission admission = policy.filter().admit(contribution, v -> model);
            assertThat(policy.buffer().add(contribution, admission)).isEmpty();
        }
    }

    private static long vectorsOf(Runnable call) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        call.run();
        return (THREADS.getCurrentThreadAllocatedBytes() - before) / (4L * D);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kardam", "kardam:candidate=server", "votes", "basgd:buffers=7"})
    void noGradientCostsAnArrayUnlessASnapshotHasTheLast(String spec) {
        AdmissionPolicy policy = Filters.of(spec, N, F);
        round(policy);
        round(policy);
        assertThat(vectorsOf(() -> round(policy))).isZero();
        Snapshot[] taken = new Snapshot[1];
        assertThat(vectorsOf(() -> taken[0] = policy.snapshot())).isZero();
        long held = vectorsOf(() -> round(policy));
        assertThat(held).isBetween((long) ROUND, 2L * ROUND + 1);
        assertThat(vectorsOf(() -> round(policy))).isZero();
        assertThat(vectorsOf(() -> policy.restore(taken[0], D))).isZero();
    }

    @Test
    void theGradientTrustedLastIsOverwrittenInPlace() {
        AdmissionPolicy policy = Filters.of("zeno-plus-plus:root=0", N, F);
        Runnable trust = () -> policy.filter().admit(new Contribution(0, 0, gradient), v -> model);
        trust.run();
        assertThat(vectorsOf(trust)).isZero();
        policy.snapshot();
        assertThat(vectorsOf(trust)).isEqualTo(1);
        assertThat(vectorsOf(trust)).isZero();
    }
}
