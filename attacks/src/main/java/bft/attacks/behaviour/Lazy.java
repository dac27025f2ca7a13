package bft.attacks.behaviour;

/** Works for some models only, and sends the old gradient again for the others. */
final class Lazy implements Misbehaviour {
    private final int every;
    private final double factor;
    private float[] sent = {};

    /**
     * @param every how many models a gradient is sent for
     * @param factor by which each copy is longer than the one before
     */
    Lazy(int every, double factor) {
        this.every = every;
        this.factor = factor;
    }

    @Override
    public Plan answer(Turn turn) {
        sent = turn.number() % every == 0 ? turn.honest() : times(factor, sent);
        return Plan.send(turn.version(), sent);
    }

    private static float[] times(double factor, float[] vector) {
        float[] scaled = vector.clone();
        for (int k = 0; k < scaled.length; k++) {
            scaled[k] *= (float) factor;
        }
        return scaled;
    }
}
