/**
 * Speed of this program on this machine. {@code bft bench} times rules, optimisers and codecs, each
 * in turn in one run with the fastest operation on the same data, and whole rounds of a server and
 * its workers in processes of their own, beside the same bytes over plain TCP. It prints a table or
 * JSON lines. The classes named {@code ...Benchmark} are for JMH, which times one piece at a time
 * in a separate process. In: specifications and the sizes n, f, d, threads. Out: text. For {@code
 * bft.experiments}.
 */
package bft.experiments.benchmark;
