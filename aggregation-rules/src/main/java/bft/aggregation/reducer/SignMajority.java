package bft.aggregation.reducer;

import bft.aggregation.MajorityReducer;

/**
 * The sign that most values of each column have, {@code sign(sum_i sign(x_i))}: -1, 0 or 1.
 *
 * <p>Requires n >= 2f+1. Cost O(n) a column. Guarantee: f &lt; n/2 cannot turn a sign that all
 * honest rows share. A tie, or a column of zeros, gives 0, which is no step in that coordinate;
 * code that packs signs into bits must define it.
 *
 * <p>Jeremy Bernstein, Jiawei Zhao, Kamyar Azizzadenesheli, Anima Anandkumar: signSGD with Majority
 * Vote is Communication Efficient and Fault Tolerant, ICLR 2019.
 *
 * @param f rows declared Byzantine
 */
public record SignMajority(int f) implements MajorityReducer {
    @Override
    public Columns forRows(int rows) {
        return (tile, out, at) -> tile.signs(out, at);
    }

    @Override
    public void count(float[] column, boolean[] counted) {
        double votes = 0;
        for (float x : column) {
            votes += Math.signum(x);
        }
        for (int i = 0; i < column.length; i++) {
            counted[i] = Math.signum(column[i]) == Math.signum(votes);
        }
    }
}
