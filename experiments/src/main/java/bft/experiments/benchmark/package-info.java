/**
 * Speed of the rules, measured two ways. {@code bft bench} times whole aggregations in turn in one
 * run, against a reading pass over the same rows, and prints a table or JSON lines; the classes
 * named {@code ...Benchmark} are for JMH, which times one piece at a time in a process of its own.
 * In: rule specifications and the sizes n, f, d, threads. Out: text. For {@code bft.experiments}.
 */
package bft.experiments.benchmark;
