package bft.aggregation.admission.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.admission.Admitted;
import bft.aggregation.admission.Contribution;
import bft.aggregation.rules.Rules;
import org.junit.jupiter.api.Test;

class BasgdBufferTest {
    private static boolean gives(BasgdBuffer buffer, int worker) {
        var contribution = new Contribution(worker, 0, new float[] {worker});
        return buffer.add(contribution, new Admitted(1)).isPresent();
    }

    @Test
    void aBufferOfSilentWorkersStopsItUntilTheWorkersAreReassigned() {
        var buffer = new BasgdBuffer(6, 3, Rules.of("median", 1));
        // Workers 2 and 5 share buffer 2 and are silent.
        for (int i = 0; i < 10; i++) {
            assertThat(gives(buffer, 0) || gives(buffer, 1) || gives(buffer, 4)).isFalse();
        }
        buffer.overdue(new boolean[] {true, true, false, true, true, false});

        assertThat(buffer.filled()).isZero();
        assertThat(gives(buffer, 0)).isFalse();
        assertThat(gives(buffer, 1)).isFalse();
        assertThat(gives(buffer, 3)).isTrue();
    }
}
