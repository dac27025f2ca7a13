package bft.attacks.behaviour;

import bft.aggregation.kernels.Vectors;

/**
 * A vector that moves from the honest vector towards the forged one, in steps no longer than a
 * share of the change of the honest gradient between the same two models. So its Lipschitz
 * coefficient stays below that share of an honest one, although it reaches the forged vector.
 *
 * <pre>
 * b_0 = g_0
 * b_t = b_{t-1} + s (forged - b_{t-1}),  |b_t - b_{t-1}| <= share |g_t - g_{t-1}|,  0 <= s <= 1
 * </pre>
 */
final class Creep implements Misbehaviour {
    private final double share;
    private float[] sent = {};
    private float[] honest = {};

    Creep(double share) {
        this.share = share;
    }

    @Override
    public Plan answer(Turn turn) {
        sent = turn.number() == 0 ? turn.honest() : step(turn);
        honest = turn.honest();
        return Plan.send(turn.version(), sent);
    }

    private float[] step(Turn turn) {
        double way = Vectors.distance(turn.forged(), sent);
        double allowed = share * Vectors.distance(turn.honest(), honest);
        double s = way <= allowed ? 1 : allowed / way;
        float[] next = sent.clone();
        for (int k = 0; k < next.length; k++) {
            next[k] += (float) (s * (turn.forged()[k] - sent[k]));
        }
        return next;
    }
}
