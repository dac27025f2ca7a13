/**
 * Speed of rules and optimisers. {@code bft bench} times whole aggregations in turn in one run,
 * against a reading pass over the same rows, and steps of optimisers against a copy of the
 * parameters, and prints a table or JSON lines; the classes named {@code ...Benchmark} are for JMH,
 * which times one piece at a time in a separate process. In: specifications and the sizes n, f, d,
 * threads. Out: text. For {@code bft.experiments}.
 */
package bft.experiments.benchmark;
