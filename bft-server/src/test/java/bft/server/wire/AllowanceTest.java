package bft.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AllowanceTest {
    private static final long SECOND = 1_000_000_000L;

    private static int callsTaken(Allowance allowance, long newest, long now) {
        int taken = 0;
        while (allowance.takeCall(newest, now)) {
            taken++;
        }
        return taken;
    }

    private static int modelsTaken(Allowance allowance, long version, long now) {
        int taken = 0;
        while (allowance.takeModel(version, now)) {
            taken++;
        }
        return taken;
    }

    @Test
    void callsComeWithTimeAndWithVersions() {
        var allowance = new Allowance(CallLimits.DEFAULT, 1, 0);
        assertThat(callsTaken(allowance, 0, 0)).isEqualTo(40);
        assertThat(callsTaken(allowance, 0, SECOND)).isEqualTo(10);
        assertThat(callsTaken(allowance, 3, SECOND)).isEqualTo(12);
        assertThat(callsTaken(allowance, 1_000, 100 * SECOND)).isEqualTo(40);
    }

    @Test
    void aRoundAMillisecondTakesNoMoreThanComesWithIt() {
        var allowance = new Allowance(CallLimits.DEFAULT, 1, 0);
        for (int round = 0; round < 10_000; round++) {
            assertThat(allowance.takeCall(round, round * SECOND / 1_000)).isTrue();
            assertThat(allowance.takeCall(round, round * SECOND / 1_000)).isTrue();
            assertThat(allowance.takeModel(round, round * SECOND / 1_000)).isTrue();
        }
    }

    @Test
    void aVersionIsSentOnceAndAFewTimesMore() {
        var allowance = new Allowance(CallLimits.DEFAULT, 1, 0);
        assertThat(modelsTaken(allowance, 0, 0)).isEqualTo(1 + 4);
        assertThat(modelsTaken(allowance, 0, 4 * SECOND)).isEqualTo(2);
        assertThat(modelsTaken(allowance, 1, 4 * SECOND)).isEqualTo(1);
    }

    @Test
    void thoseWhoShareAnIdentityHaveEachAsMuch() {
        var allowance = new Allowance(CallLimits.DEFAULT, 16, 0);
        assertThat(callsTaken(allowance, 0, 0)).isEqualTo(16 * 40);
        assertThat(modelsTaken(allowance, 0, 0)).isEqualTo(16 * (1 + 4));
        assertThat(modelsTaken(allowance, 1, 0)).isEqualTo(16);
    }
}
