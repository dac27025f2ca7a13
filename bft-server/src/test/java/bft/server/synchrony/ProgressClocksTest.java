package bft.server.synchrony;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProgressClocksTest {
    /** Four workers of whom one may sleep, at most two pushes ahead; the newest version is 9. */
    private final ProgressClocks clocks = new ProgressClocks(4, 1, 2);

    private void finish(int worker, int pushes) {
        clocks.updated(9);
        for (int push = 0; push < pushes; push++) {
            clocks.finished(worker, push);
        }
    }

    @Test
    void aheadIsByFinishedPushesBeyondTheSecondSlowest() {
        finish(0, 4);
        finish(1, 3);
        finish(2, 1);
        // Finished are 4, 3, 1, 0: the second slowest has 1.
        assertThat(clocks.gap(0)).isEqualTo(3);
        assertThat(clocks.gap(1)).isEqualTo(2);
        assertThat(clocks.gap(3)).isEqualTo(-1);
        assertThat(clocks.mayStart(0)).isFalse();
        assertThat(clocks.mayStart(1)).isTrue();
        finish(2, 1);
        assertThat(clocks.mayStart(0)).isTrue();
    }

    @Test
    void fSleepersHoldNobodyUpAndOneMoreDoes() {
        finish(0, 1);
        finish(1, 1);
        finish(2, 1);
        assertThat(clocks.gap(0)).isZero();
        finish(0, 3);
        finish(1, 3);
        assertThat(clocks.mayStart(0)).isFalse();
    }

    @Test
    void whoHasFinishedWithTheNewestVersionIsNotSlow() {
        finish(0, 5);
        finish(1, 5);
        assertThat(clocks.mayStart(0)).isFalse();
        clocks.finished(2, 9);
        // Slow is 3 alone, and one may sleep.
        assertThat(clocks.isDone(2)).isTrue();
        assertThat(clocks.gap(0)).isZero();
        clocks.updated(10);
        assertThat(clocks.gap(0)).isEqualTo(4);
    }

    @Test
    void whatWasStartedInTimeMayBePushedOnce() {
        finish(0, 5);
        finish(1, 5);
        clocks.finished(2, 9);
        assertThat(clocks.mayPush(0)).isTrue();
        clocks.updated(10);
        assertThat(clocks.mayStart(0)).isFalse();
        assertThat(clocks.mayPush(0)).isTrue();
        clocks.finished(0, 8);
        assertThat(clocks.mayPush(0)).isFalse();
    }

    @Test
    void whoJoinsLateStartsLevelWithTheSecondSlowest() {
        finish(0, 7);
        finish(1, 6);
        finish(2, 5);
        clocks.joined(3);
        assertThat(clocks.gap(3)).isZero();
        assertThat(clocks.gap(0)).isEqualTo(2);
        clocks.joined(0);
        assertThat(clocks.gap(0)).isEqualTo(2);
    }

    @Test
    void withoutABoundEveryoneMayGoOn() {
        var free = new ProgressClocks(2, 0, Synchrony.UNBOUNDED);
        for (int push = 0; push < 1_000; push++) {
            free.finished(0, 0);
        }
        assertThat(free.mayStart(0)).isTrue();
        assertThat(free.mayPush(0)).isTrue();
    }
}
