package bft.server.optimiser;

import bft.spec.Spec;

/**
 * One entry of the registry: an optimiser in words and how it is made.
 *
 * @param description in words
 * @param factory makes it
 */
record OptimiserEntry(OptimiserDescription description, Factory factory) {
    /** Makes what a specification names; a layout is given afterwards. */
    @FunctionalInterface
    interface Factory {
        Optimiser make(Spec spec, Schedule rate);
    }
}
