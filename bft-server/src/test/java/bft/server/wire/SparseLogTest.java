package bft.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SparseLogTest {
    private static final long SECOND = 1_000_000_000;

    private final List<String> lines = new ArrayList<>();
    private long now = Long.MAX_VALUE - 30 * SECOND;

    @Test
    void aLineAMinuteSaysHowManyWereLeftOut() {
        var log = new SparseLog(lines::add, () -> now);
        for (int second = 0; second < 60; second++) {
            log.say("line " + second);
            now += SECOND;
        }
        assertThat(lines).containsExactly("line 0");
        log.say("again");
        now += 60 * SECOND;
        log.say("and again");
        assertThat(lines)
                .containsExactly("line 0", "again (59 more like this before)", "and again");
    }
}
