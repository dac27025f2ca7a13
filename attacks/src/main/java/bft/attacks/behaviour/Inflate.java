package bft.attacks.behaviour;

/**
 * A few wild vectors, then the forged ones. Two wild ones make the sender's Lipschitz coefficient
 * huge; whoever averages coefficients, or reckons with fewer than f liars, lets pass what follows.
 *
 * @param wild how many wild ones
 * @param times how much longer than the honest gradient they are, in turn one way and the other
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
