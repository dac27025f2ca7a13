package bft.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ServerClockTest {
    private static final long TICK = ServerClock.TICK_MILLIS * 1_000_000;
    private static final long MOST = ServerClock.MOST_GAP_NANOS;

    private long system = 5;
    private final ServerClock clock = new ServerClock(() -> system);

    @Test
    void runsAsTheSystemDoesWhileItTicks() {
        long start = clock.getAsLong();
        for (int i = 0; i < 100; i++) {
            system += TICK;
            assertThat(clock.tick()).isZero();
        }
        assertThat(clock.getAsLong() - start).isEqualTo(100 * TICK);
    }

    @Test
    void standsStillWhileTheProcessDoesAndTellsForHowLong() {
        long start = clock.getAsLong();
        system += 3_600 * MOST;
        assertThat(clock.getAsLong() - start).as("before the next tick").isEqualTo(MOST);
        assertThat(clock.tick()).isEqualTo(3_599 * MOST);
        assertThat(clock.getAsLong() - start).as("after it").isEqualTo(MOST);
        system += TICK;
        assertThat(clock.getAsLong() - start).isEqualTo(MOST + TICK);
    }

    @Test
    void neverGoesBackWhateverTheSystemDoes() {
        long seed = 42;
        var random = new Random(seed);
        long last = clock.getAsLong();
        for (int i = 0; i < 100_000; i++) {
            system += random.nextInt(4) == 0 ? random.nextLong(3 * MOST) : random.nextLong(TICK);
            if (random.nextBoolean()) {
                clock.tick();
            }
            long now = clock.getAsLong();
            assertThat(now).as("seed " + seed).isGreaterThanOrEqualTo(last);
            last = now;
        }
    }
}
