package bft.server.optimiser;

/**
 * What an optimiser remembers between two steps; all that a checkpoint needs to go on.
 *
 * @param step finished steps
 * @param slots arrays of d values each: none for plain gradient descent, one for momentum
 */
public record OptimiserState(long step, float[][] slots) {
    /** The state before the first step, every slot zero. */
    static OptimiserState zeros(int slots, int dimension) {
        return new OptimiserState(0, new float[slots][dimension]);
    }

    OptimiserState next() {
        return new OptimiserState(step + 1, slots);
    }

    /** The one check that all optimisers share. */
    static void requireSameLength(float[] parameters, float[] gradient) {
        if (parameters.length != gradient.length) {
            throw new IllegalArgumentException(
                    "gradient has " + gradient.length + " values, parameters " + parameters.length);
        }
    }
}
