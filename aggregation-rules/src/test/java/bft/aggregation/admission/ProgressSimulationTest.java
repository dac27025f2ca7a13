package bft.aggregation.admission;

import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.admission.policy.Filters;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With n-f honest workers alive there is always a next version; a failing seed is in the text. */
class ProgressSimulationTest {
    private static final int SCHEDULES = 300;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kardam",
                "kardam:frequency=on",
                "kardam:candidate=server",
                "kardam:candidate=server,frequency=on,dampening=exponential",
                "votes",
                "kardam:dampening=none"
            })
    void versionsGoOnWhateverFWorkersDo(String spec) {
        for (long seed = 0; seed < SCHEDULES; seed++) {
            var random = new Random(seed);
            int f = random.nextInt(4);
            int n = 3 * f + 1 + random.nextInt(4);
            var cluster = new SyntheticCluster(Filters.of(spec, n, f), n, seed);
            for (int worker = 0; worker < f; worker++) {
                misbehave(cluster, worker, random);
            }
            double start = cluster.distance();
            String where = spec + ", seed " + seed + ", n=" + n + ", f=" + f;
            for (int version = 1; version <= 40; version++) {
                long before = cluster.version();
                for (int arrivals = 0; cluster.version() == before; arrivals++) {
                    assertThat(cluster.next()).as("%s: all wait at %d", where, before).isTrue();
                    assertThat(arrivals).as("%s: stuck at %d", where, before).isLessThan(3 * n);
                }
                assertThat(cluster.version()).as(where).isEqualTo(before + 1);
            }
            assertThat(cluster.distance()).as(where).isLessThan(start);
        }
    }

    private static void misbehave(SyntheticCluster cluster, int worker, Random random) {
        int habit = random.nextInt(6);
        var constant = new float[] {1, -1, 1, -1, 1};
        switch (habit) {
            case 0 -> cluster.silence(worker);
            case 1 -> cluster.behave(worker, gradient -> constant);
            case 2 -> cluster.behave(worker, gradient -> scaled(gradient, -10));
            case 3 -> cluster.behave(worker, gradient -> scaled(gradient, 1e30f));
            case 4 -> cluster.behave(worker, gradient -> new float[] {0, 0, Float.NaN, 0, 0});
            default -> silentAfterTwo(cluster, worker, constant);
        }
    }

    /** Lowers the threshold with a coefficient of 0 that nothing renews. */
    private static void silentAfterTwo(SyntheticCluster cluster, int worker, float[] constant) {
        int[] calls = {0};
        cluster.behave(
                worker,
                gradient -> {
                    if (++calls[0] == 2) {
                        cluster.silence(worker);
                    }
                    return constant;
                });
    }

    private static float[] scaled(float[] gradient, float factor) {
        var result = gradient.clone();
        for (int k = 0; k < result.length; k++) {
            result[k] *= factor;
        }
        return result;
    }

    @Test
    void thePapersMethodAloneStandsStillOnceEachWorkersOnlyGradientWasRefused() {
        var cluster = new SyntheticCluster(Filters.of("kardam:votes=off", 10, 3), 10, 1);
        for (int worker = 0; worker < 3; worker++) {
            silentAfterTwo(cluster, worker, new float[5]);
        }
        int arrivals = 0;
        while (arrivals < 100_000 && cluster.next()) {
            arrivals++;
        }
        assertThat(arrivals).isLessThan(100_000);
    }

    @Test
    void honestWorkersAreAcceptedAboutAsOftenAsTheQuantileSays() {
        var cluster = new SyntheticCluster(Filters.of("kardam", 10, 3), 10, 5);
        int accepted = 0;
        int sent = 0;
        while (cluster.version() < 400) {
            assertThat(cluster.next()).isTrue();
        }
        for (int worker = 0; worker < 10; worker++) {
            accepted += cluster.accepted[worker];
            sent += cluster.sent[worker];
        }
        assertThat((double) accepted / sent).isBetween(0.65, 0.75);
    }
}
