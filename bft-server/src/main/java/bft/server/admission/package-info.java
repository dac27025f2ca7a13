/**
 * What is checked before a gradient counts: the answers already given, the finiteness of the
 * values, and a chain to which further filters are added.
 *
 * <p>Data in: {@link bft.aggregation.admission.Contribution}. Data out: {@link
 * bft.aggregation.admission.Verdict}. Whose gradient it is has been decided before, by {@code
 * bft.server.session}. Imported by {@code bft.server} only.
 */
package bft.server.admission;
