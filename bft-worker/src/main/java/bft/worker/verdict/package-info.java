/**
 * The protocol's answers to a worker, as values: a {@link bft.worker.verdict.Verdict} on each push,
 * and a {@link bft.worker.verdict.Refusal} with every call that is refused. How they travel is not
 * said here but in {@code bft.worker.wire}. Clients, servers, and simulations of them import this
 * package; it imports none of the project.
 */
package bft.worker.verdict;
