package bft.attacks.behaviour;

/**
 * Honest gradients, then forged ones, in turn.
 *
 * @param good how many honest ones
 * @param bad how many forged ones follow; 0 for all the rest
 */
record Burst(int good, int bad) implements Misbehaviour {
    @Override
    public Plan answer(Turn turn) {
        long place = bad == 0 ? turn.number() : turn.number() % ((long) good + bad);
        return Plan.send(turn.version(), place < good ? turn.honest() : turn.forged());
    }
}
