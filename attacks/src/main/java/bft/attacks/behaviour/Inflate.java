package bft.attacks.behaviour;

/**
 * A few huge vectors, then the forged ones. Two huge ones make the sender's Lipschitz coefficient
 * huge; a filter that averages coefficients, or assumes fewer than f Byzantine workers, then
 * accepts the forged ones.
 *
 * @param wild number of huge vectors
 * @param times their length relative to the honest gradient, with alternating signs
 */
record Inflate(int wild, double times) implements Misbehaviour {
    @Override
    public Plan answer(Turn turn) {
        if (turn.number() >= wild) {
            return Plan.send(turn.version(), turn.forged());
        }
        double factor = turn.number() % 2 == 0 ? times : -times;
        float[] sent = turn.honest().clone();
        for (int k = 0; k < sent.length; k++) {
            sent[k] *= (float) factor;
        }
        return Plan.send(turn.version(), sent);
    }
}
