/**
 * The client of a parameter server: join, pull, push, leave, status.
 *
 * <p>Data in: a token, versions of models, and gradients. Data out: contracts, models and verdicts.
 * {@link bft.worker.client.GrpcClient} talks over the network; it survives lost connections and
 * restarts of the server, and it does not trust the server: it checks all input against the
 * contract and its own limits. A refusal is a value; a failure of the network or the server is a
 * failed future.
 *
 * <p>Imports {@code bft.worker.wire} and the verdicts of {@code bft.aggregation.admission}. Used by
 * {@code bft.worker}, by experiments, and between servers.
 */
package bft.worker.client;
