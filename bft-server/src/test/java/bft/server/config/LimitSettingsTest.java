package bft.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import bft.server.wire.TransferLimits;
import bft.server.wire.WireLimits;
import bft.worker.config.Setting;
import bft.worker.config.SettingValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class LimitSettingsTest {
    private static final List<Setting<Duration>> TIMES =
            List.of(
                    ServerSettings.IDLE_TIMEOUT,
                    ServerSettings.GRACE,
                    ServerSettings.START_TIMEOUT,
                    ServerSettings.DRAIN_TIMEOUT);

    @Test
    void timesFollowFromTheLivenessTimeUnlessTheyAreGiven() {
        SettingValues usual = SettingValues.NONE;
        assertThat(LimitSettings.times(usual))
                .isEqualTo(
                        "liveness 10s: idle-timeout 10s, ping-interval 15s, first-call-timeout 5s,"
                                + " grace 2s, round-timeout 60s, start-timeout 120s, drain-timeout 5s");
        SettingValues quick =
                usual.with(ServerSettings.LIVENESS, "1s").with(ServerSettings.GRACE, "7s");
        assertThat(LimitSettings.times(quick))
                .isEqualTo(
                        "liveness 1s: idle-timeout 1s, ping-interval 1500ms, first-call-timeout 500ms,"
                                + " grace 7s, round-timeout 6s, start-timeout 12s, drain-timeout 500ms");
    }

    /** 250 MB at 64 KiB per second take 3814 s. */
    @Test
    void aRoundAllowsForTwoTransfersOfALargeModel() {
        SettingValues large = SettingValues.NONE.with(ServerSettings.DIMENSION, 62_500_000);
        assertThat(large.get(ServerSettings.ROUND_TIMEOUT).toSeconds())
                .isEqualTo(60 + 2 * 3_814 + 1);
        SettingValues fast = large.with(LimitSettings.MIN_BYTES_PER_SECOND, 250_000_000);
        assertThat(fast.get(ServerSettings.ROUND_TIMEOUT).toSeconds()).isEqualTo(62);
    }

    @Test
    void eachLimitIsASetting() {
        SettingValues values = SettingValues.NONE;
        int next = 100;
        for (Setting<?> setting : LimitSettings.LIST.all()) {
            values = values.with(setting, next++);
        }
        WireLimits limits = LimitSettings.wireLimits(values);
        assertThat(limits.transfers()).isEqualTo(new TransferLimits(10_000, 60_000, 60_000, 116));
        assertThat(limits.connections().toString() + limits.http() + limits.calls())
                .matches("(?s).*firstCallMillis=100.*")
                .satisfies(
                        text -> {
                            for (int value = 100; value < 116; value++) {
                                assertThat(text).contains("=" + value);
                            }
                        });
    }

    @Test
    void theOperatorsPageHasEachOfThemWithItsDefault() throws IOException {
        String page = Files.readString(Path.of("OPERATING.md"));
        List<Setting<?>> all = new ArrayList<>(LimitSettings.LIST.all());
        all.addAll(TIMES);
        for (Setting<?> setting : all) {
            String row =
                    String.format(
                            Locale.ROOT,
                            "| `%s` | %s |",
                            setting.option(),
                            setting.whenMissing().words());
            assertThat(page).contains(row);
        }
    }
}
