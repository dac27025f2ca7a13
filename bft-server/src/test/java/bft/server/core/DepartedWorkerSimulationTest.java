package bft.server.core;

import static bft.server.core.Simulated.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import bft.server.membership.Change;
import bft.worker.verdict.Refusal;
import bft.worker.verdict.Refused;
import bft.worker.verdict.Verdict;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Under Kardam a worker that sends the same vector again and again has the coefficient 0 and takes
 * a place below the threshold, so more honest gradients are refused. That is bounded while it goes
 * on, and over once it has gone, whichever way it goes. Without attack about f of n honest
 * gradients are refused, and of n-1 once n is one less.
 */
class DepartedWorkerSimulationTest {
    private static final int N = 10;
    private static final int F = 2;
    private static final int D = 20;
    private static final int CONSTANT = N - 1;
    private static final int SEEDS = 4;
    private static final int PUSHES = 4_000;

    /** Kardam's bound: of the honest gradients at least (n-2f)/(n-f) pass. */
    private static final double BOUND = 1 - (double) (N - 2 * F) / (N - F);

    /** Three standard errors of a share of {@value #PUSHES} gradients. */
    private static final double CHANCE = 3 * Math.sqrt(0.25 * 0.75 / PUSHES);

    /** How the worker goes. */
    enum Way {
        LEAVES {
            @Override
            void happen(Simulated s) {
                s.job.disconnected(CONSTANT, s.now);
            }
        },
        FALLS_SILENT {
            @Override
            void happen(Simulated s) {
                s.pass(0);
            }
        },
        IS_QUARANTINED {
            @Override
            void happen(Simulated s) {
                Change change = Change.QUARANTINE;
                assertThat(s.job.change(CONSTANT, change, s.now)).isEmpty();
            }
        },
        IS_REMOVED {
            @Override
            void happen(Simulated s) {
                Change change = Change.REMOVE;
                assertThat(s.job.change(CONSTANT, change, s.now)).isEmpty();
            }
        };

        abstract void happen(Simulated s);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void refusalsOfHonestGradientsAreBoundedAndNormalOnceTheWorkerHasGone(Way way) {
        for (long seed = 0; seed < SEEDS; seed++) {
            String where = way + ", seed " + seed;
            var cluster = new Cluster(seed);
            cluster.refused(N, false, PUSHES / 4);
            double before = cluster.refused(N, false, PUSHES);
            double during = cluster.refused(N, true, PUSHES);
            way.happen(cluster.s);
            cluster.refused(N - 1, false, PUSHES / 4);
            double after = cluster.refused(N - 1, false, PUSHES);
            System.out.printf(
                    "%s: %.1f %% of honest gradients refused, %.1f %% during the attack, %.1f %%"
                            + " after%n",
                    where, 100 * before, 100 * during, 100 * after);
            assertThat(during).as(where).isGreaterThan(before).isLessThan(BOUND + CHANCE);
            double normal = way == Way.IS_REMOVED ? F / (N - 1.0) : before;
            assertThat(after).as(where).isLessThan(normal + CHANCE);
        }
    }

    /** Workers that push what they have computed and take the newest version, in random order. */
    private static final class Cluster {
        private final Random random;
        private final Simulated s;
        private final long[] base = new long[N];
        private final float[][] gradients = new float[N][];
        private final boolean[] waits = new boolean[N];

        Cluster(long seed) {
            random = new Random(seed);
            JobSettings settings =
                    Simulated.settings(
                            "async", "median", Optional.of("kardam"), N, F, 1_000_000, 0.05);
            var initial = new float[D];
            Arrays.fill(initial, 5);
            s = Simulated.running(settings, initial);
            for (int worker = 0; worker < N; worker++) {
                start(worker);
            }
        }

        /** The share of honest gradients that the filter refuses for their coefficient. */
        double refused(int workers, boolean isAttacked, int pushes) {
            int refused = 0;
            int judged = 0;
            while (judged < pushes) {
                int worker = random.nextInt(workers);
                s.pass(SECOND / 20);
                if (waits[worker] && s.job.model().version() == base[worker]) {
                    continue;
                }
                if (waits[worker]) {
                    start(worker);
                    continue;
                }
                boolean isHonest = worker != CONSTANT || !isAttacked;
                Verdict verdict = push(worker, isHonest);
                judged += isHonest ? 1 : 0;
                refused += isHonest && isTooSteep(verdict) ? 1 : 0;
            }
            return (double) refused / judged;
        }

        private Verdict push(int worker, boolean isHonest) {
            var constant = new float[D];
            Arrays.fill(constant, 0.1f);
            float[] gradient = isHonest ? gradients[worker] : constant;
            waits[worker] = true;
            return s.send(worker, base[worker], gradient).orElseThrow();
        }

        private static boolean isTooSteep(Verdict verdict) {
            return verdict instanceof Refused refused
                    && refused.reason() == Refusal.LIPSCHITZ_EXCEEDED;
        }

        private void start(int worker) {
            base[worker] = s.job.model().version();
            waits[worker] = false;
            float[] model = s.job.model().parameters();
            gradients[worker] = new float[D];
            for (int k = 0; k < D; k++) {
                gradients[worker][k] = (float) (model[k] + random.nextGaussian());
            }
        }
    }
}
