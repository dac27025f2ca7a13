package bft.attacks;

import bft.aggregation.AggregationRule;
import java.util.Optional;
import java.util.Random;

/** Views to test attacks on. */
public final class Views {
    private Views() {}

    /** An omniscient adversary whose own vectors are random. */
    public static AdversaryView omniscient(int f, float[]... honest) {
        return new AdversaryView(
                random(f, honest[0].length, 77),
                honest,
                new float[honest[0].length],
                honest.length + f,
                f,
                Optional.empty(),
                3,
                11);
    }

    /** An adversary that sees its own vectors only. */
    public static AdversaryView colluding(int n, float[]... own) {
        return new AdversaryView(
                own,
                new float[0][],
                new float[own[0].length],
                n,
                own.length,
                Optional.empty(),
                3,
                11);
    }

    /** The same view in another round. */
    public static AdversaryView inRound(AdversaryView view, long round) {
        return new AdversaryView(
                view.own(),
                view.honest(),
                view.model(),
                view.n(),
                view.f(),
                view.rule(),
                round,
                view.seed());
    }

    /** The same view, with the rule known. */
    public static AdversaryView knowing(AggregationRule rule, AdversaryView view) {
        return new AdversaryView(
                view.own(),
                view.honest(),
                view.model(),
                view.n(),
                view.f(),
                Optional.of(rule),
                view.round(),
                view.seed());
    }

    public static float[][] random(int count, int d, long seed) {
        Random random = new Random(seed);
        float[][] rows = new float[count][d];
        for (float[] row : rows) {
            for (int i = 0; i < d; i++) {
                row[i] = (float) random.nextGaussian();
            }
        }
        return rows;
    }
}
