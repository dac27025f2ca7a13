package bft.experiments.run;

import static bft.worker.settings.WorkerSettings.EVALUATION;
import static bft.worker.settings.WorkerSettings.LOCAL;

import bft.aggregation.AggregationRule;
import bft.attacks.AdversaryView;
import bft.attacks.Attack;
import bft.attacks.Knowledge;
import bft.attacks.catalogue.Attacks;
import bft.server.synchrony.Sampling;
import bft.worker.training.Draw;
import bft.worker.training.GradientSource;
import bft.worker.training.HeldOut;
import bft.worker.training.LocalMethods;
import bft.worker.wire.Draws;
import bft.worker.wire.Figure;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The Byzantine workers of a run. They need no channel to collude: the gradient that each of them
 * would honestly have sent is a function of seed, worker and draw. So each computes the gradients
 * of all of them, applies the attack, and sends its own row of the result.
 *
 * <p>Safe for use by several threads.
 */
public final class ColludingWorkers {
    private static final float[][] UNKNOWN = {};

    private final RunConfig config;
    private Attack attack;
    private final Optional<AggregationRule> rule;
    private final Sampling sampling;
    private final GradientSource[] sources;
    private long forgedDraw = -1;
    private float[][] forged = UNKNOWN;

    public ColludingWorkers(LoadedRun loaded) {
        Population population = loaded.config().population();
        this.config = loaded.config();
        this.attack = loaded.attack();
        this.rule = Optional.of(config.aggregationRule());
        this.sampling = config.sampling();
        this.sources =
                IntStream.range(population.honest(), population.n())
                        .mapToObj(worker -> loaded.source(worker, attack.poison()))
                        .toArray(GradientSource[]::new);
    }

    /** What each of them says: that it worked most, and that the model is perfect. */
    public static SortedMap<Figure, Double> claims(RunConfig config) {
        var claims = new TreeMap<>(Map.of(Figure.LOSS, 0.0, Figure.ACCURACY, 1.0));
        int steps = LocalMethods.gradientsEach(config.get(LOCAL));
        if (steps > 1) {
            claims.put(Figure.LOCAL_STEPS, (double) steps);
        }
        if (HeldOut.Plan.of(config.get(EVALUATION)).share() > 0) {
            claims.put(Figure.HELD_OUT_LOSS, 0.0);
            claims.put(Figure.HELD_OUT_ACCURACY, 1.0);
        }
        return claims;
    }

    /** Whether their attack needs to see what honest workers send. */
    public boolean lookAtOthers() {
        Population population = config.population();
        return population.forges()
                && Attacks.knowledge(population.attack()).compareTo(Knowledge.COLLUDERS) > 0;
    }

    /** What one of them sends at this draw, if they see only their own gradients. */
    public float[] row(int worker, Draw draw, float[] parameters) {
        return forge(draw, parameters, UNKNOWN)[worker - config.population().honest()];
    }

    /**
     * What all of them send at this draw, in order of workers, with an empty row for those that
     * take no part; an empty array if there are none.
     *
     * @param draw decides the batch of each, as if each had used as many batches before
     * @param parameters the model, not modified
     * @param honest what the honest workers send, if they are omniscient, else empty
     */
    public synchronized float[][] forge(Draw draw, float[] parameters, float[][] honest) {
        if (sources.length > 0 && draw.number() != forgedDraw) {
            int[] taking = takingPart(Draws.version(draw.number()));
            forged = new float[sources.length][0];
            if (taking.length > 0) {
                float[][] rows = forge(taking, draw, parameters, honest);
                for (int k = 0; k < taking.length; k++) {
                    forged[taking[k]] = rows[k];
                }
            }
            forgedDraw = draw.number();
        }
        return forged;
    }

    private int[] takingPart(long version) {
        boolean[] drawn = sampling.drawn(version);
        int honest = config.population().honest();
        return IntStream.range(0, sources.length).filter(k -> drawn[honest + k]).toArray();
    }

    private float[][] forge(int[] taking, Draw draw, float[] parameters, float[][] honest) {
        float[][] own =
                Arrays.stream(taking)
                        .mapToObj(k -> sources[k].gradientAt(draw, parameters))
                        .toArray(float[][]::new);
        var view =
                new AdversaryView(
                        own,
                        honest,
                        parameters,
                        sampling.m(),
                        own.length,
                        rule,
                        Draws.version(draw.number()),
                        config.seed());
        float[][] rows = attack.forge(view);
        attack = attack.after(view);
        return rows;
    }
}
