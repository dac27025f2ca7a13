/**
 * A run in processes of their own: a server, honest and Byzantine workers on this machine. In: a
 * loaded scenario; out: each round as the server logs it, with the accuracy where it is due. No
 * process outlives the run, not even one that is killed. For {@code bft.experiments}.
 */
package bft.experiments.cluster;
