package bft.aggregation.admission.weighted;

import bft.aggregation.Reducer;
import bft.aggregation.kernels.ColumnTile;
import java.util.List;

/**
 * The weighted median of each column: the least value at which the weight of it and of all smaller
 * values exceeds half of the whole; if some weight is exactly half, the middle of that value and
 * the next.
 *
 * <p>Requires the Byzantine rows to have less than half of the weight. Cost O(n²) a column. Equal
 * weights give the median.
 *
 * <p>Tehila Dahan, Kfir Y. Levy: Fault Tolerant ML: Efficient Meta-Aggregation and Synchronous
 * Training, and Weight for Robustness: A Comprehensive Approach towards Optimal Fault-Tolerant
 * Asynchronous ML, both 2024 (the latter NeurIPS): the weighted coordinate-wise median.
 *
 * @param weights one for each row in order, above 0
 */
public record WeightedMedian(List<Double> weights) implements Reducer {
    public WeightedMedian {
        weights = RowWeights.checked(weights);
    }

    @Override
    public Columns forRows(int rows) {
        RowWeights.requireRows(weights, rows);
        double[] weight = weights.stream().mapToDouble(w -> w).toArray();
        double half = RowWeights.sum(weights) / 2;
        return (tile, out, at) -> {
            var order = new int[rows];
            for (int k = 0; k < tile.width(); k++) {
                sort(tile, k, order);
                out[at + k] = median(tile, k, order, weight, half);
            }
        };
    }

    /** Insertion sort: n is small, and it is stable. */
    private static void sort(ColumnTile tile, int column, int[] order) {
        for (int i = 0; i < order.length; i++) {
            float value = tile.value(i, column);
            int position = i;
            for (; position > 0 && tile.value(order[position - 1], column) > value; position--) {
                order[position] = order[position - 1];
            }
            order[position] = i;
        }
    }

    private static float median(ColumnTile tile, int k, int[] order, double[] weight, double half) {
        double sum = 0;
        int i = 0;
        while (i < order.length - 1 && (sum += weight[order[i]]) < half) {
            i++;
        }
        float value = tile.value(order[i], k);
        return sum == half ? value / 2 + tile.value(order[i + 1], k) / 2 : value;
    }

    @Override
    public int minimumInputs() {
        return 1;
    }
}
