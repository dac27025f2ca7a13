/**
 * The way to a parameter server: join, pull, push, leave, status.
 *
 * <p>In go a token, models' versions and gradients; out come contracts, models and verdicts. {@link
 * bft.worker.client.GrpcClient} is the one that talks over the network; it survives lost
 * connections and restarts of the server, and it does not trust the server: what comes is checked
 * against the contract and against limits of its own. A refusal is a value, a failure of the
 * network or the server is a failed future.
 *
 * <p>Imports {@code bft.worker.wire} and the verdicts of {@code bft.aggregation.admission}. Used by
 * {@code bft.worker}, by experiments, and between servers.
 */
package bft.worker.client;
