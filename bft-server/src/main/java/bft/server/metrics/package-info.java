/**
 * What the operator sees: a record of each round, whom the server distrusts and why, counters.
 *
 * <p>Data in: the events of a job through {@link bft.server.metrics.JobListener}. Data out: samples
 * in a Prometheus registry and lines of JSON. Nothing here sways the job. Imported by {@code
 * bft.server} and by whoever embeds it.
 */
package bft.server.metrics;
