package bft.attacks.behaviour;

/**
 * How a Byzantine worker uses time. It may remember earlier turns; then it belongs to one worker
 * and one thread.
 */
@FunctionalInterface
public interface Misbehaviour {
    /** What the worker does about a model. Turns come in order, their arrays stay as they are. */
    Plan answer(Turn turn);
}
