package bft.aggregation.engine;

import bft.aggregation.RoundContext;
import bft.spec.BadArgument;
import java.util.Arrays;

/** Checks of rows before they are aggregated. */
final class RowArrays {
    /** Number of coordinates compared in all rows at a time. */
    private static final int STEP = 1024;

    private RowArrays() {}

    static float[][] among(float[][] rows, int[] chosen) {
        var among = new float[chosen.length][];
        for (int k = 0; k < chosen.length; k++) {
            among[k] = rows[chosen[k]];
        }
        return among;
    }

    /** The indices of the set flags, in order. */
    static int[] indices(boolean[] flags) {
        var indices = new int[flags.length];
        int count = 0;
        for (int i = 0; i < flags.length; i++) {
            if (flags[i]) {
                indices[count++] = i;
            }
        }
        return Arrays.copyOf(indices, count);
    }

    static int requireMatrix(float[][] rows) {
        BadArgument.when(rows.length == 0 || rows[0].length == 0)
                .because("need at least one row of one coordinate");
        for (int i = 1; i < rows.length; i++) {
            if (rows[i].length != rows[0].length) {
                throw BadArgument.of(
                        "row %s has %s coordinates, row 0 has %s",
                        i, rows[i].length, rows[0].length);
            }
        }
        return rows[0].length;
    }

    static void requireApart(float[] output, int d, float[][] rows, RoundContext round) {
        BadArgument.when(output.length != d)
                .because("output has %s coordinates, the rows have %s", output.length, d);
        boolean read = output == round.previous() || output == round.trusted();
        for (float[] row : rows) {
            read |= output == row;
        }
        BadArgument.when(read).because("output is one of the arrays that are read");
    }

    /** Whether all rows are identical; for rows that differ a few coordinates decide. */
    static boolean areEqual(float[][] rows) {
        int d = rows[0].length;
        for (int from = 0; from < d; from += STEP) {
            int to = Math.min(d, from + STEP);
            for (int i = 1; i < rows.length; i++) {
                if (Arrays.mismatch(rows[0], from, to, rows[i], from, to) >= 0) {
                    return false;
                }
            }
        }
        return true;
    }
}
