package bft.experiments.simulation;

import bft.experiments.scenario.Cohort;
import bft.experiments.scenario.Colluders;
import bft.experiments.scenario.LoadedScenario;
import bft.worker.training.GradientSource;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The workers of a scenario. Where the attack needs to see the honest workers' gradients, it truly
 * does: those that they compute at the very model of the Byzantine worker, whether they are there
 * at that time or not.
 */
final class LoadedCrew implements Crew {
    private static final float[][] UNKNOWN = {};

    private final Cohort cohort;
    private final GradientSource[] sources;
    private final Colluders colluders;
    private final long[] draws;
    private final float[][] newest;

    LoadedCrew(LoadedScenario loaded) {
        cohort = loaded.scenario().cohort();
        sources =
                IntStream.range(0, cohort.n())
                        .mapToObj(loaded::source)
                        .toArray(GradientSource[]::new);
        colluders = new Colluders(loaded);
        draws = new long[cohort.n()];
        Arrays.fill(draws, -1);
        newest = new float[cohort.n()][];
    }

    /** The last gradient of each worker is kept, for omniscient colluders ask for it again. */
    @Override
    public float[] honest(int worker, long draw, float[] parameters) {
        if (draws[worker] != draw) {
            newest[worker] = sources[worker].gradientAt(draw, parameters);
            draws[worker] = draw;
        }
        return newest[worker];
    }

    @Override
    public float[] forged(int worker, long draw, float[] parameters) {
        float[][] seen = UNKNOWN;
        if (colluders.lookAtOthers()) {
            seen = new float[cohort.honest()][];
            for (int other = 0; other < seen.length; other++) {
                seen[other] = honest(other, draw, parameters);
            }
        }
        return colluders.forge(draw, parameters, seen)[worker - cohort.honest()];
    }
}
