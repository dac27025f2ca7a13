/**
 * The protocol's answers to a worker, as values: a {@link bft.worker.verdict.Verdict} on each push,
 * and a {@link bft.worker.verdict.Refusal} with every call that is refused. {@code bft.worker.wire}
 * encodes them. Clients, servers, and simulations of them import this package; it imports no other
 * package of the project.
 */
package bft.worker.verdict;
