package bft.worker.client;

import static bft.worker.codec.Codecs.FLOAT32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.worker.client.ClientOptions.Waits;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private static final Backoff BACKOFF = new Backoff(100, 3_000, 60_000);
    private static final Waits WAITS = new Waits(1, 1, 1, 0);

    @Test
    void doublesUpToItsMaximum() {
        assertThat(BACKOFF.delayMillis(0, 0.999_999)).isEqualTo(99);
        assertThat(BACKOFF.delayMillis(1, 0.999_999)).isEqualTo(199);
        assertThat(BACKOFF.delayMillis(4, 0.999_999)).isEqualTo(1_599);
        assertThat(BACKOFF.delayMillis(5, 0.999_999)).isEqualTo(2_999);
        assertThat(BACKOFF.delayMillis(Integer.MAX_VALUE, 0.999_999)).isEqualTo(2_999);
    }

    @Test
    void spreadsOverTheUpperHalf() {
        assertThat(BACKOFF.delayMillis(1, 0)).isEqualTo(100);
        assertThat(BACKOFF.delayMillis(1, 0.5)).isEqualTo(150);
    }

    @Test
    void refusesLimitsOutOfOrder() {
        assertThatThrownBy(() -> new Backoff(100, 99, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "a backoff needs 1 <= first <= max and give up >= 0, got 100, 99, 0 ms");
        assertThatThrownBy(() -> new Waits(1, 1, 1, 60_001))
                .hasMessage("wait millis must be in [0, 60000], got 60001");
        assertThatThrownBy(() -> new ClientOptions(WAITS, BACKOFF, 0, FLOAT32, FLOAT32))
                .hasMessage("max dimension must be at least 1, got 0");
    }
}
