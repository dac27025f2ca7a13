/**
 * The one way to carry out a run, whoever asks for it: in virtual time, over loopback or in
 * processes of their own. In: a loaded scenario; out: rounds, told to an observer. For {@code
 * bft.experiments} and its packages.
 */
package bft.experiments.engine;
