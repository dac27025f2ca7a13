/**
 * What is checked before a gradient comes to be judged: the answers already given, and the
 * finiteness of the values.
 *
 * <p>Data in: {@link bft.aggregation.admission.Contribution}. Data out: {@link
 * bft.aggregation.admission.Verdict}. Whose gradient it is has been decided before, by {@code
 * bft.server.session}. Imported by {@code bft.server} only.
 */
package bft.server.admission;
