/**
 * Hostile and faulty behaviours against a running server, and what came of each: workers,
 * strangers, the network and the disk misbehave while honest workers train. In: names of behaviours
 * and modes; out: a row for each pair with the job's end, its accuracy, the server's memory and
 * threads, and whether the culprit was named. The server has its own process, all others are in
 * this one, and they meet over sockets. For {@code bft.experiments} only.
 */
package bft.experiments.chaos;
