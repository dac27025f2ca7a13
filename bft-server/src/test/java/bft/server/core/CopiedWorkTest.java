package bft.server.core;

import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.Seeds;
import bft.server.metrics.GradientReport;
import bft.server.metrics.RoundJson;
import bft.server.metrics.RoundRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Worker 4 sends what worker 1 sends, and worker 0 works for its first round only. */
class CopiedWorkTest {
    private static final int N = 7;
    private static final int D = 40;
    private static final int ROUNDS = 6;

    private static JobSettings settings(String mode, String rule) {
        Optional<String> filter = mode.equals("async") ? Optional.of("votes") : Optional.empty();
        return Simulated.settings(mode, rule, filter, N, 2, ROUNDS).checkingCopies(true);
    }

    private static float[] gradient(int worker, long round) {
        long drawn = worker == 0 ? 0 : round;
        Random random = Seeds.random(drawn, worker == 4 ? 1 : worker);
        var gradient = new float[D];
        for (int k = 0; k < D; k++) {
            gradient[k] = (float) random.nextGaussian();
        }
        return gradient;
    }

    private static void pushAll(Simulated job, int rounds) {
        for (int k = 0; k < rounds; k++) {
            long version = job.job.model().version();
            for (int worker = 0; worker < N; worker++) {
                job.send(worker, version, gradient(worker, version));
            }
        }
    }

    private static Map<Integer, String> copied(RoundRecord round) {
        Map<Integer, String> copied = new TreeMap<>();
        for (GradientReport row : round.workers()) {
            row.copied().ifPresent(what -> copied.put(row.worker(), what));
        }
        return copied;
    }

    @Test
    void isNamedInTheRecordOfTheRound() {
        Simulated job = Simulated.running(settings("bsp", "mean"), D);
        pushAll(job, 2);
        assertThat(copied(job.records.get(0))).containsOnlyKeys(1, 4);
        RoundRecord second = job.lastRecord();
        assertThat(copied(second)).containsOnlyKeys(0, 1, 4);
        assertThat(copied(second).get(0)).startsWith("1.00 times its own gradient of round 0,");
        assertThat(copied(second).get(4))
                .startsWith("1.00 times the gradient of round 1 of worker 1,");
        assertThat(copied(RoundJson.read(RoundJson.of(second)))).isEqualTo(copied(second));
    }

    @Test
    void changesNeitherWeightsNorTrust() {
        for (String rule : List.of("mean", "krum", "nnm,trimmed-mean")) {
            Simulated checked = Simulated.running(settings("bsp", rule), D);
            Simulated plain = Simulated.running(settings("bsp", rule).checkingCopies(false), D);
            pushAll(checked, ROUNDS);
            pushAll(plain, ROUNDS);
            assertThat(checked.job.model().parameters())
                    .containsExactly(plain.job.model().parameters());
            assertThat(checked.lastRecord().distrusted())
                    .isEqualTo(plain.lastRecord().distrusted());
            assertThat(copied(plain.lastRecord())).isEmpty();
        }
    }

    @Test
    void isRememberedOverARestart() {
        JobSettings settings = settings("bsp", "median");
        Simulated whole = Simulated.running(settings, D);
        pushAll(whole, 3);
        Simulated restarted = Simulated.restarted(settings, whole.job.snapshot(whole.now), D);
        for (int worker = 0; worker < N; worker++) {
            restarted.job.connected(worker, 0);
        }
        pushAll(restarted, 1);
        pushAll(whole, 1);
        assertThat(copied(restarted.lastRecord()))
                .containsOnlyKeys(0, 1, 4)
                .isEqualTo(copied(whole.lastRecord()));
    }
}
