package bft.aggregation.copies;

/**
 * What is kept of a gradient.
 *
 * @param worker who sent it
 * @param round in which it counted
 * @param values sketch of it
 * @param places sketch of the coordinates that it has, if it is sparse
 */
record Gradient(int worker, long round, Sketch values, Sketch places) {
    Sketch of(Look look) {
        return look.isOfPlaces() ? places : values;
    }
}
