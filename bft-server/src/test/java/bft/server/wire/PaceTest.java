package bft.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int MEGABYTE = 1_000_000;

    /** Idle after 10 s, given up after 60 s without progress or below 64 KiB per second. */
    private final Pace pace = new Pace(new TransferLimits(10_000, 60_000));

    @Test
    void aSlowTransferThatMakesProgressIsNotGivenUp() {
        pace.begin(0);
        for (int second = 1; second <= 250; second++) {
            assertThat(pace.idleAt()).isGreaterThan(second * SECOND);
            assertThat(pace.overdueAt()).isGreaterThan(second * SECOND);
            pace.progress(second * SECOND, MEGABYTE);
        }
    }

    @Test
    void aTransferThatStopsIsIdleAndThenGivenUp() {
        pace.begin(0);
        pace.progress(100 * SECOND, 100 * MEGABYTE);
        assertThat(pace.idleAt()).isEqualTo(110 * SECOND);
        assertThat(pace.overdueAt()).isEqualTo(160 * SECOND);
    }

    @Test
    void whoSendsAFewBytesNowAndThenIsGivenUpAfterTheTimeForAll() {
        pace.begin(0);
        for (int second = 1; second < 60; second++) {
            pace.progress(second * SECOND, 1);
        }
        assertThat(pace.overdueAt()).isEqualTo(60 * SECOND);
    }

    @Test
    void theAverageCountsSoThatAFastStartPaysForASlowEnd() {
        pace.begin(0);
        pace.progress(SECOND, 100 * 65_536);
        for (int second = 2; second < 100; second++) {
            pace.progress(second * SECOND, 1);
        }
        assertThat(pace.overdueAt()).isBetween(100 * SECOND, 101 * SECOND);
    }

    @Test
    void aWaitOfTheServerIsNotTheWorkers() {
        pace.begin(0);
        pace.progress(SECOND, 10);
        pace.begin(500 * SECOND);
        assertThat(pace.idleAt()).isEqualTo(510 * SECOND);
        assertThat(pace.overdueAt()).isEqualTo(560 * SECOND);
    }
}
