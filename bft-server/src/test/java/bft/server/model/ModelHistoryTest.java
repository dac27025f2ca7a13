package bft.server.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import bft.worker.client.Model;
import org.junit.jupiter.api.Test;

class ModelHistoryTest {
    @Test
    void keepsTheNewestVersions() {
        var history = new ModelHistory(2);
        assertThat(history.has(0)).isFalse();
        for (int version = 5; version < 8; version++) {
            history.add(new Model(version, new float[] {version}));
        }
        assertThat(history.at(6)).containsExactly(6);
        assertThat(history.at(7)).containsExactly(7);
        assertThat(history.has(5)).isFalse();
        assertThat(history.has(8)).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> history.at(5))
                .withMessage("version 5 is not kept");
    }
}
