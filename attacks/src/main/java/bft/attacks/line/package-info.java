/**
 * Attacks along a line: vectors are forged on a {@link bft.attacks.line.Line}, a start and a
 * direction made of the mean and the deviation of the honest vectors, and differ in the {@link
 * bft.attacks.line.Factor} that determines how far to go. Statistics are in double precision, in
 * row order, so all colluding workers get the same bits.
 */
package bft.attacks.line;
