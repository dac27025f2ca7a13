package bft.server;

import static bft.server.TestServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import bft.worker.client.Model;
import bft.worker.verdict.Accepted;
import bft.worker.wire.Protocol;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Models of many chunks, both ways. */
class LargeModelIT {
    private static void goesThroughTwoRounds(int dimension) {
        try (var s = new TestServer(TestServer.config(dimension, 2, 300_000))) {
            for (long version = 0; version < 2; version++) {
                assertThat(s.honestRound(dimension, version)).containsOnly(new Accepted(1));
                Model next = await(s.client(0).pull(version));
                float[] expected = new float[dimension];
                Arrays.fill(expected, -2 * (version + 1));
                assertThat(Arrays.equals(next.parameters(), expected)).isTrue();
            }
            await(s.server.finished());
        }
    }

    @Test
    @Timeout(300)
    void threeMillionParametersThatEndInAPartOfAChunk() {
        int dimension = 3_000_001;
        assertThat(dimension % (Protocol.CHUNK_BYTES / Float.BYTES)).isNotZero();
        goesThroughTwoRounds(dimension);
    }

    @Test
    @Timeout(600)
    @EnabledIfSystemProperty(named = "heavy", matches = "true")
    void sixtyMillionParameters() {
        goesThroughTwoRounds(60_000_000);
    }
}
