/**
 * What may be said of one contribution before it counts: a {@link
 * bft.aggregation.admission.Contribution} in, a {@link bft.aggregation.admission.Verdict} out.
 * Servers, simulations and attacks import it.
 */
package bft.aggregation.admission;
