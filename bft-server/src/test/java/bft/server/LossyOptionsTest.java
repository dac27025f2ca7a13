package bft.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.server.config.PortSettings;
import bft.server.config.ServerConfig;
import bft.server.config.ServerOptions;
import bft.server.config.ServerSettings;
import bft.worker.config.SettingValues;
import bft.worker.settings.WorkerSettings;
import bft.worker.tls.PemIdentity;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LossyOptionsTest {
    @TempDir Path directory;

    private SettingValues lossy(String mode) {
        return SettingValues.NONE
                .with(PortSettings.TOKENS, directory.resolve("tokens"))
                .with(PortSettings.CREATE_TOKENS, true)
                .with(ServerSettings.WORKERS, 7)
                .with(ServerSettings.BYZANTINE, 2)
                .with(ServerSettings.ROUNDS, 5)
                .with(ServerSettings.DIMENSION, 1_000)
                .with(ServerSettings.LOSSY, mode);
    }

    private static ServerConfig config(SettingValues values) {
        return new ServerOptions(values).toConfig();
    }

    @Test
    void theDefaultRuleTakesMissingCoordinatesAndEachWorkerHasARowMore() {
        ServerConfig config = config(lossy("missing"));
        assertThat(config.job().rule().name()).isEqualTo("finite-trimmed-mean");
        assertThat(config.gradientsHeld()).isEqualTo(config.job().gradientsHeld() + 7);
        assertThat(config(lossy("zero")).job().rule().name()).isEqualTo("multi-krum");
    }

    @Test
    void rulesThatNeedEveryCoordinateAreRefusedAndOthersNamed() {
        assertThatThrownBy(() -> config(lossy("missing").with(ServerSettings.RULE, "krum")))
                .hasMessageContaining("rule krum")
                .hasMessageContaining(
                        "needs every coordinate; finite-trimmed-mean, finite-median and finite-mean take missing ones, and --lossy zero serves any rule");
        assertThat(config(lossy("zero").with(ServerSettings.RULE, "krum")).wire().lossy())
                .isPresent();
    }

    @Test
    void filtersNeedEveryCoordinate() {
        SettingValues async =
                lossy("missing")
                        .with(ServerSettings.MODE, "async")
                        .with(ServerSettings.RULE, "finite-trimmed-mean");
        assertThatThrownBy(() -> config(async))
                .hasMessageContaining("--lossy missing needs rounds")
                .hasMessageContaining("give --lossy zero");
    }

    @Test
    void plainDatagramsBesideTlsAreAskedFor() {
        PemIdentity.Files own = new TestAuthority(directory, "ca").signServer("server");
        assertThatThrownBy(() -> config(secured("missing", own)))
                .hasMessageContaining("in plain text")
                .hasMessageContaining("--lossy missing:plain=yes");
        assertThat(config(secured("missing:plain=yes", own)).wire().lossy()).isPresent();
    }

    private SettingValues secured(String mode, PemIdentity.Files own) {
        return lossy(mode)
                .with(WorkerSettings.TLS_CERTIFICATE, own.certificate())
                .with(WorkerSettings.TLS_KEY, own.key());
    }

    @Test
    void parametersHaveLimits() {
        assertThatThrownBy(() -> config(lossy("missing:bytes=100")))
                .hasMessageContaining("bytes must be a whole number")
                .hasMessageContaining("got '100'");
        assertThatThrownBy(() -> config(lossy("most")))
                .hasMessageContaining("no lossy mode 'most'");
    }
}
