/**
 * Evidence of copied and lazy work, for those who pay workers by contribution: {@link
 * bft.aggregation.copies.CopyCheck} compares the gradients of a round with one another and with
 * earlier ones. It is a check on top of the rules and changes no weight. Imported by the server.
 */
package bft.aggregation.copies;
