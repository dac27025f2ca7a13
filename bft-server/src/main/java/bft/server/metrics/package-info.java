/**
 * Information for the operator: a record of each round, distrusted workers with the evidence,
 * counters.
 *
 * <p>Data in: the events of a job through {@link bft.server.metrics.JobListener}. Data out: samples
 * in a Prometheus registry and lines of JSON. What workers report of themselves is shown as
 * medians. Nothing here affects the job. Imported by {@code bft.server} and by programs that embed
 * it. More than twelve types are public because a record carries them.
 */
package bft.server.metrics;
