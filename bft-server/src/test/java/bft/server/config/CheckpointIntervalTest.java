package bft.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointIntervalTest {
    @ParameterizedTest
    @CsvSource({"1,1,0", "20,20,0", "30s,0,30", "10m,0,600", "2h,0,7200", "720h,0,2592000"})
    void readsRoundsAndTimes(String text, long rounds, long seconds) {
        assertThat(CheckpointInterval.parse(text))
                .isEqualTo(new CheckpointInterval(rounds, seconds * 1_000_000_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0s", "-1", "1.5", "721h", "5d", "s", "99999999999"})
    void refusesWhatIsNeither(String text) {
        assertThatThrownBy(() -> CheckpointInterval.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("checkpoint-every needs a number of rounds from 1, or a time")
                .hasMessageEndingWith("got '" + text + "'");
    }

    @Test
    void saysWhatACrashMayCost() {
        assertThat(CheckpointInterval.EACH_ROUND.loss())
                .isEqualTo("a crash loses no acknowledged round");
        assertThat(CheckpointInterval.parse("10").loss())
                .isEqualTo("a crash loses at most 9 rounds");
        assertThat(CheckpointInterval.parse("30s").loss()).contains("the rounds of 30 s");
    }
}
