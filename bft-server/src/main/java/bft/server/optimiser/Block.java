package bft.server.optimiser;

import bft.worker.wire.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * A rectangle of a tensor, viewed as a matrix: its first axis by all the others.
 *
 * @param at index of its first value in the flat vector
 * @param stride values from one row to the next
 */
record Block(int at, int stride, int rows, int columns) {
    /** Whether a tensor has rows and columns, rather than being a vector. */
    static boolean isMatrix(Tensor tensor) {
        int rows = tensor.shape().get(0);
        return rows > 1 && tensor.size() > rows;
    }

    /**
     * Cuts a matrix into blocks of about the same size.
     *
     * @param at where the tensor begins
     * @param most longest side of a block
     */
    static List<Block> of(Tensor tensor, int at, int most) {
        int rows = tensor.shape().get(0);
        int columns = (int) (tensor.size() / rows);
        List<Block> blocks = new ArrayList<>();
        int[] across = cuts(columns, most);
        int[] down = cuts(rows, most);
        for (int i = 1; i < down.length; i++) {
            for (int j = 1; j < across.length; j++) {
                int first = at + down[i - 1] * columns + across[j - 1];
                blocks.add(
                        new Block(
                                first, columns, down[i] - down[i - 1], across[j] - across[j - 1]));
            }
        }
        return blocks;
    }

    /** Cuts a length into as few and as equal parts as possible. */
    private static int[] cuts(int length, int most) {
        int parts = (length + most - 1) / most;
        int[] cuts = new int[parts + 1];
        for (int k = 0; k <= parts; k++) {
            cuts[k] = (int) ((long) k * length / parts);
        }
        return cuts;
    }

    /** This part of a vector, with coordinates clamped to the bound. */
    DMatrixRMaj read(float[] vector, float bound) {
        var matrix = new DMatrixRMaj(rows, columns);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                float value = vector[at + i * stride + j];
                matrix.data[i * columns + j] = Math.max(-bound, Math.min(bound, value));
            }
        }
        return matrix;
    }

    /** Writes {@code parameters - eta direction} to this part of a vector. */
    void move(float[] parameters, double eta, DMatrixRMaj direction, float[] moved) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                int k = at + i * stride + j;
                moved[k] = (float) (parameters[k] - eta * direction.data[i * columns + j]);
            }
        }
    }
}
