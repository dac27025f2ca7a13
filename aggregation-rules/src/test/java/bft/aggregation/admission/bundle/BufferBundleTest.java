package bft.aggregation.admission.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.admission.Contribution;
import bft.aggregation.admission.Taken;
import bft.aggregation.rules.Rules;
import org.junit.jupiter.api.Test;

class BufferBundleTest {
    private static boolean gives(BufferBundle bundle, int worker) {
        var contribution = new Contribution(worker, 0, new float[] {worker});
        return bundle.gather(contribution, new Taken(1)).isPresent();
    }

    @Test
    void aBufferWhoseWorkersAreSilentStopsItUntilTheyAreMappedAnew() {
        var bundle = new BufferBundle(6, 3, Rules.of("median", 1));
        // Workers 2 and 5 share buffer 2 and are silent.
        for (int i = 0; i < 10; i++) {
            assertThat(gives(bundle, 0) || gives(bundle, 1) || gives(bundle, 4)).isFalse();
        }
        bundle.overdue(new boolean[] {true, true, false, true, true, false});

        assertThat(bundle.filled()).isZero();
        assertThat(gives(bundle, 0)).isFalse();
        assertThat(gives(bundle, 1)).isFalse();
        assertThat(gives(bundle, 3)).isTrue();
    }
}
