/**
 * A run in separate processes: a server, honest and Byzantine workers on this machine. In: a loaded
 * run; out: each round as the server logs it, with the parameters of the versions to be measured.
 * No process outlives the run, even if the run is killed. For {@code bft.experiments} and its
 * benchmarks.
 */
package bft.experiments.cluster;
