package bft.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SeedsTest {
    @Test
    void neighbouringCausesGiveUnrelatedBits() {
        Set<Long> seen = new HashSet<>();
        for (long seed = -5; seed < 5; seed++) {
            for (long worker = 0; worker < 10; worker++) {
                seen.add(Seeds.mix(seed, worker));
                int differing =
                        Long.bitCount(Seeds.mix(seed, worker) ^ Seeds.mix(seed, worker + 1));
                assertThat(differing).isBetween(12, 52);
            }
        }
        assertThat(seen).hasSize(100);
    }

    @Test
    void orderAndNumberOfPartsMatter() {
        assertThat(Seeds.mix(1, 2)).isNotEqualTo(Seeds.mix(2, 1));
        assertThat(Seeds.mix(1)).isNotEqualTo(Seeds.mix(1, 0));
        assertThat(Seeds.mix(0)).isNotZero();
    }

    @Test
    void sameCausesGiveTheSameStream() {
        assertThat(Seeds.random(3, 4).nextGaussian()).isEqualTo(Seeds.random(3, 4).nextGaussian());
    }
}
