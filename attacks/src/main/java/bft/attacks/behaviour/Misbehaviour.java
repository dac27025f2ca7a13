package bft.attacks.behaviour;

/**
 * When and what a Byzantine worker sends. It may keep state between turns; then it belongs to one
 * worker and one thread.
 */
@FunctionalInterface
public interface Misbehaviour {
    /**
     * The answer of the worker to a model. Turns are passed in order, and their arrays do not
     * change.
     */
    Plan answer(Turn turn);
}
