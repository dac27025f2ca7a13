/**
 * Attacks that forge vectors.
 *
 * <p>Most are a point on a {@link bft.attacks.gradient.Line}, a start and a direction made of the
 * mean and the deviation of the honest vectors, and differ in the {@link
 * bft.attacks.gradient.Factor} that says how far to go. Statistics are in double precision, in row
 * order, so all colluders get the same bits.
 */
package bft.attacks.gradient;
