package bft.experiments.run;

import bft.aggregation.AggregationRule;
import bft.attacks.AdversaryView;
import bft.attacks.Attack;
import bft.attacks.Knowledge;
import bft.attacks.catalogue.Attacks;
import bft.worker.training.GradientSource;
import bft.worker.wire.Draws;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The Byzantine workers of a run. They need no channel to collude: the gradient that each of them
 * would honestly have sent is a function of seed, worker and version. So each computes the
 * gradients of all of them, applies the attack, and sends its own row of the result.
 *
 * <p>Safe for use by several threads.
 */
public final class ColludingWorkers {
    private static final float[][] UNKNOWN = {};

    private final RunConfig config;
    private Attack attack;
    private final Optional<AggregationRule> rule;
    private final GradientSource[] sources;
    private long forgedDraw = -1;
    private float[][] forged = UNKNOWN;

    public ColludingWorkers(LoadedRun loaded) {
        Population population = loaded.config().population();
        this.config = loaded.config();
        this.attack = loaded.attack();
        this.rule = Optional.of(config.aggregationRule());
        this.sources =
                IntStream.range(population.honest(), population.n())
                        .mapToObj(worker -> loaded.source(worker, attack.poison()))
                        .toArray(GradientSource[]::new);
    }

    /** Whether their attack needs to see what honest workers send. */
    public boolean lookAtOthers() {
        Population population = config.population();
        return population.forges()
                && Attacks.knowledge(population.attack()).compareTo(Knowledge.COLLUDERS) > 0;
    }

    /** What one of them sends at this draw, if they see only their own gradients. */
    public float[] row(int worker, long draw, float[] parameters) {
        return forge(draw, parameters, UNKNOWN)[worker - config.population().honest()];
    }

    /**
     * What all of them send at this draw, in order of workers; an empty array if there are none.
     *
     * @param draw number of the gradient: it decides the batch and contains the version
     * @param parameters the model, not modified
     * @param honest what the honest workers send, if they are omniscient, else empty
     */
    public synchronized float[][] forge(long draw, float[] parameters, float[][] honest) {
        if (sources.length > 0 && draw != forgedDraw) {
            float[][] own =
                    Arrays.stream(sources)
                            .map(source -> source.gradientAt(draw, parameters))
                            .toArray(float[][]::new);
            Population population = config.population();
            var view =
                    new AdversaryView(
                            own,
                            honest,
                            parameters,
                            population.n(),
                            population.attackers(),
                            rule,
                            Draws.version(draw),
                            config.seed());
            forged = attack.forge(view);
            attack = attack.after(view);
            forgedDraw = draw;
        }
        return forged;
    }
}
