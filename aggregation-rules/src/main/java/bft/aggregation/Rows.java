package bft.aggregation;

import bft.aggregation.kernels.Finite;
import java.util.Arrays;

/** What is asked of rows before they are worked on. */
final class Rows {
    private Rows() {}

    static float[][] among(float[][] rows, int[] chosen) {
        return Arrays.stream(chosen).mapToObj(i -> rows[i]).toArray(float[][]::new);
    }

    static int requireMatrix(float[][] rows) {
        if (rows.length == 0 || rows[0].length == 0) {
            throw new IllegalArgumentException("need at least one row of one coordinate");
        }
        for (int i = 1; i < rows.length; i++) {
            if (rows[i].length != rows[0].length) {
                throw new IllegalArgumentException(
                        "row %d has %d coordinates, row 0 has %d"
                                .formatted(i, rows[i].length, rows[0].length));
            }
        }
        return rows[0].length;
    }

    static void requireApart(float[] output, int d, float[][] rows, RoundContext round) {
        if (output.length != d) {
            throw new IllegalArgumentException(
                    "output has %d coordinates, the rows have %d".formatted(output.length, d));
        }
        boolean read = output == round.previous() || output == round.trusted();
        for (float[] row : rows) {
            read |= output == row;
        }
        if (read) {
            throw new IllegalArgumentException("output is one of the arrays that are read");
        }
    }

    static boolean isFinite(float[] row) {
        return Finite.isFinite(row);
    }
}
