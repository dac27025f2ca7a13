package bft.attacks.behaviour;

/** Always the first forged vector. */
final class Constant implements Misbehaviour {
    private float[] first = {};

    @Override
    public Plan answer(Turn turn) {
        if (turn.number() == 0) {
            first = turn.forged();
        }
        return Plan.send(turn.version(), first);
    }
}
