package bft.aggregation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** The rules again, in double, as one would write them at first: to compare with. */
final class NaiveRules {
    private NaiveRules() {}

    static double[] apply(String name, int f, float[][] x) {
        int n = x.length;
        return switch (name) {
            case "mean" -> meanOf(x, IntStream.range(0, n).toArray());
            case "median" -> byColumn(x, (n - 1) / 2, n / 2 + 1);
            case "trimmed-mean" -> byColumn(x, f, n - f);
            case "krum" -> meanOf(x, best(x, f, 1));
            case "multi-krum" -> meanOf(x, best(x, f, n - f - 2));
            default -> throw new IllegalArgumentException("no naive form of " + name);
        };
    }

    private static double[] meanOf(float[][] x, int[] chosen) {
        var mean = new double[x[0].length];
        for (int i : chosen) {
            for (int k = 0; k < mean.length; k++) {
                mean[k] += (double) x[i][k] / chosen.length;
            }
        }
        return mean;
    }

    private static double[] byColumn(float[][] x, int low, int high) {
        return IntStream.range(0, x[0].length)
                .mapToDouble(
                        k -> {
                            double[] column = Arrays.stream(x).mapToDouble(row -> row[k]).toArray();
                            Arrays.sort(column);
                            return Arrays.stream(column, low, high).average().orElseThrow();
                        })
                .toArray();
    }

    private static int[] best(float[][] x, int f, int m) {
        int n = x.length;
        double[] scores = new double[n];
        for (int i = 0; i < n; i++) {
            int row = i;
            scores[i] =
                    IntStream.range(0, n)
                            .filter(j -> j != row)
                            .mapToDouble(j -> squared(x[row], x[j]))
                            .sorted()
                            .limit(n - f - 2)
                            .sum();
        }
        return IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> scores[i]))
                .limit(m)
                .mapToInt(i -> i)
                .toArray();
    }

    static double squared(float[] a, float[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += ((double) a[k] - b[k]) * ((double) a[k] - b[k]);
        }
        return sum;
    }
}
