package bft.experiments.benchmark;

/**
 * One shape of input.
 *
 * @param n rows
 * @param d coordinates
 * @param threads threads that work, the caller among them
 */
record Cell(int n, int d, int threads) {
    /** Size of the rows in bytes. */
    double bytes() {
        return 4.0 * n * d;
    }
}
