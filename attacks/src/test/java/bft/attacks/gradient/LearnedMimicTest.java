package bft.attacks.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bft.attacks.Views;
import bft.attacks.line.Moments;
import org.junit.jupiter.api.Test;

final class LearnedMimicTest {
    /** Rows that differ most along the first coordinate; the third row is at its end. */
    private static final float[][] HONEST = {{1, 0}, {-2, 0.1f}, {5, 0}, {-4, -0.1f}};

    private static LearnedMimic after(int rounds, LearnedMimic start) {
        LearnedMimic attack = start;
        for (int round = 0; round < rounds; round++) {
            attack = attack.after(Views.inRound(Views.omniscient(2, HONEST), round));
        }
        return attack;
    }

    @Test
    void findsTheDirectionInWhichHonestWorkersDiffer() {
        double[] z = after(30, new LearnedMimic(100, true)).learned().direction();
        assertThat(Math.abs(z[0])).isCloseTo(1, within(1e-2));
        assertThat(Moments.norm(z)).isCloseTo(1, within(1e-9));
    }

    @Test
    void repeatsTheWorkerAtTheEndOfThatDirection() {
        boolean right = after(30, new LearnedMimic(100, true)).learned().direction()[0] > 0;
        float[] largest = forge(after(30, new LearnedMimic(100, true)));
        float[] smallest = forge(after(30, new LearnedMimic(100, false)));
        assertThat(largest).containsExactly(HONEST[right ? 2 : 3]);
        assertThat(smallest).containsExactly(HONEST[right ? 3 : 2]);
    }

    @Test
    void keepsItsWorkerAfterTheWarmup() {
        LearnedMimic warm = after(5, new LearnedMimic(5, true));
        float[][] others = {{-9, 0}, {9, 0}, {0, 0}, {0, 0}};
        float[] forged = warm.forge(Views.omniscient(2, others))[0];
        assertThat(forged).containsExactly(others[warm.learned().target()]);
        assertThat(warm.after(Views.omniscient(2, others)).learned().target())
                .isEqualTo(warm.learned().target());
    }

    private static float[] forge(LearnedMimic attack) {
        return attack.forge(Views.omniscient(2, HONEST))[0];
    }
}
