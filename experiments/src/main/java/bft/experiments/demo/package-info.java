/**
 * The demonstration: the same training under several rules side by side, each with a real server
 * and real workers on loopback, three of which attack. In: a seed and a length; out: a live table,
 * curves, files and a verdict computed from what was measured. For {@code bft.experiments}.
 */
package bft.experiments.demo;
