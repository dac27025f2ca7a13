package bft.aggregation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Naive versions of the rules, in double and coordinate by coordinate. Longer than other files, so
 * that all rules are on one page.
 */
final class NaiveRules {
    private NaiveRules() {}

    /** Applies a rule or a chain, parameters as in {@code AggregationRuleContractTest}. */
    static double[] apply(String chain, int f, float[][] rows, float[] trusted) {
        double[][] x = new double[rows.length][];
        Arrays.setAll(x, i -> doubles(rows[i]));
        List<String> parts = Arrays.stream(chain.split(",")).map(p -> p.split(":")[0]).toList();
        for (String part : parts.subList(0, parts.size() - 1)) {
            x = mixed(part, f, x);
        }
        String last = parts.get(parts.size() - 1);
        return switch (last) {
            case "nnm", "clipping", "arc", "bucketing" ->
                    single("mean", f, mixed(last, f, x), trusted);
            default -> single(last, f, x, trusted);
        };
    }

    static double[] doubles(float[] row) {
        var copy = new double[row.length];
        Arrays.setAll(copy, k -> row[k]);
        return copy;
    }

    private static double[][] mixed(String name, int f, double[][] x) {
        int n = x.length;
        double[] norms = Arrays.stream(x).mapToDouble(NaiveRules::norm).toArray();
        double[][] y = new double[n][];
        switch (name) {
            case "nnm" ->
                    Arrays.setAll(y, i -> meanOf(x, nearest(n, n - f, j -> squared(x[i], x[j]))));
            case "clipping" -> Arrays.setAll(y, i -> times(x[i], Math.min(1, 3 / norms[i])));
            case "arc" -> {
                double[] sorted = norms.clone();
                Arrays.sort(sorted);
                double limit = sorted[n - 2 * f * (n - f) / n - 1];
                Arrays.setAll(y, i -> times(x[i], Math.min(1, limit / norms[i])));
            }
            case "bucketing" -> {
                y = new double[(n + 1) / 2][];
                Arrays.setAll(
                        y,
                        k -> meanOf(x, IntStream.range(2 * k, Math.min(n, 2 * k + 2)).toArray()));
            }
            default -> throw new IllegalArgumentException("no naive form of " + name);
        }
        return y;
    }

    private static double[] single(String name, int f, double[][] x, float[] trusted) {
        int n = x.length;
        return switch (name) {
            // Whoever has a history applies the rule to its rows.
            case "history", "mean", "finite-mean" -> meanOf(x, all(n));
            case "weighted-mean" -> weighted(x, i -> i + 1.0);
            case "median", "finite-median" -> byColumn(x, NaiveRules::median);
            case "trimmed-mean", "finite-trimmed-mean" -> byColumn(x, column -> trimmed(column, f));
            case "meamed" -> byColumn(x, column -> around(column, median(column), n - f));
            case "phocas" -> byColumn(x, column -> around(column, trimmed(column, f), n - f));
            case "sign-majority" ->
                    byColumn(
                            x,
                            column -> Math.signum(Arrays.stream(column).map(Math::signum).sum()));
            case "geometric-median" -> geometricMedian(x);
            case "centered-clipping" -> {
                double[] zero = new double[x[0].length];
                yield weighted(x, i -> Math.min(1, 10 / distance(x[i], zero)), n);
            }
            case "fltrust" -> trusted(x, doubles(trusted));
            case "foolsgold" -> {
                double[] a = foolsGold(x);
                yield weighted(x, i -> a[i], 1);
            }
            case "krum" -> meanOf(x, nearest(n, 1, i -> krum(x, all(n), i, n - f - 2)));
            case "multi-krum" ->
                    meanOf(x, nearest(n, n - f - 2, i -> krum(x, all(n), i, n - f - 2)));
            case "iterated-krum" -> meanOf(x, iterated(x, f, n - 2 * f - 2));
            case "bulyan" -> bulyan(x, f);
            case "mda" -> meanOf(x, subset(n, n - f, s -> diameter(x, s)));
            case "smea" -> meanOf(x, subset(n, n - f, s -> Jacobi.top(centred(x, s)).value()));
            case "cge" -> meanOf(x, nearest(n, n - f, i -> norm(x[i])));
            case "monna" -> meanOf(x, nearest(n, n - f, i -> distance(x[i], x[0])));
            case "aksel" -> {
                double[] median = byColumn(x, NaiveRules::median);
                yield meanOf(x, nearest(n, (n + 1) / 2, i -> distance(x[i], median)));
            }
            case "majority" -> x[0];
            case "caf" -> filtered(x, f);
            case "dnc" -> {
                Jacobi top = Jacobi.top(centred(x, all(n)));
                yield meanOf(x, nearest(n, n - f, i -> Math.abs(top.vector()[i])));
            }
            default -> throw new IllegalArgumentException("no naive form of " + name);
        };
    }

    private static int[] all(int n) {
        return IntStream.range(0, n).toArray();
    }

    private static double[] times(double[] row, double factor) {
        return Arrays.stream(row).map(v -> v * factor).toArray();
    }

    private static double norm(double[] a) {
        return distance(a, new double[a.length]);
    }

    private static double distance(double[] a, double[] b) {
        return Math.sqrt(squared(a, b));
    }

    static double squared(float[] a, float[] b) {
        return squared(doubles(a), doubles(b));
    }

    private static double squared(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += (a[k] - b[k]) * (a[k] - b[k]);
        }
        return sum;
    }

    private static double dot(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(k -> a[k] * b[k]).sum();
    }

    private static double[] meanOf(double[][] x, int[] chosen) {
        var mean = new double[x[0].length];
        for (int i : chosen) {
            for (int k = 0; k < mean.length; k++) {
                mean[k] += x[i][k] / chosen.length;
            }
        }
        return mean;
    }

    private static double[] weighted(double[][] x, ToDoubleFunction<Integer> weight) {
        double[] weights =
                IntStream.range(0, x.length).mapToDouble(weight::applyAsDouble).toArray();
        return weighted(x, i -> weights[i], Arrays.stream(weights).sum());
    }

    private static double[] weighted(double[][] x, ToDoubleFunction<Integer> weight, double by) {
        var result = new double[x[0].length];
        for (int i = 0; i < x.length; i++) {
            double share = weight.applyAsDouble(i) / by;
            for (int k = 0; k < result.length; k++) {
                result[k] += x[i][k] * share;
            }
        }
        return result;
    }

    private static double[] byColumn(double[][] x, ToDoubleFunction<double[]> reducer) {
        return IntStream.range(0, x[0].length)
                .mapToDouble(
                        k ->
                                reducer.applyAsDouble(
                                        Arrays.stream(x).mapToDouble(row -> row[k]).toArray()))
                .toArray();
    }

    private static double median(double[] column) {
        return trimmed(column, (column.length - 1) / 2);
    }

    private static double trimmed(double[] column, int cut) {
        return Arrays.stream(column)
                .sorted()
                .skip(cut)
                .limit(column.length - 2 * cut)
                .average()
                .orElseThrow();
    }

    private static double around(double[] column, double centre, int count) {
        return Arrays.stream(nearest(column.length, count, i -> Math.abs(column[i] - centre)))
                .mapToDouble(i -> column[i])
                .average()
                .orElseThrow();
    }

    /** Indices of the lowest scores; ties to the lowest index. */
    private static int[] nearest(int n, int count, ToDoubleFunction<Integer> score) {
        double[] scores = IntStream.range(0, n).mapToDouble(score::applyAsDouble).toArray();
        return IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> scores[i]))
                .limit(count)
                .mapToInt(i -> i)
                .toArray();
    }

    private static double[] geometricMedian(double[][] x) {
        double[] z = byColumn(x, NaiveRules::median);
        for (int step = 0; step < 300; step++) {
            double[] from = z;
            z = weighted(x, i -> 1 / Math.max(1e-12, distance(x[i], from)));
        }
        return z;
    }

    private static double[] trusted(double[][] x, double[] g) {
        double[] trust = new double[x.length];
        Arrays.setAll(trust, i -> Math.max(0, dot(x[i], g) / norm(x[i]) / norm(g)));
        double sum = Arrays.stream(trust).sum();
        return sum == 0 ? g : weighted(x, i -> trust[i] * norm(g) / norm(x[i]), sum);
    }

    private static double[] foolsGold(double[][] x) {
        int n = x.length;
        double[][] cs = new double[n][n];
        double[] v = new double[n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                cs[i][j] = i == j ? 0 : dot(x[i], x[j]) / norm(x[i]) / norm(x[j]);
            }
            v[i] = Arrays.stream(cs[i]).max().orElseThrow();
        }
        double[] a = new double[n];
        for (int i = 0; i < n; i++) {
            double most = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < n; j++) {
                most = Math.max(most, v[i] < v[j] ? cs[i][j] * v[i] / v[j] : cs[i][j]);
            }
            a[i] = Math.max(0, Math.min(1, 1 - most));
        }
        double best = Arrays.stream(a).max().orElseThrow();
        for (int i = 0; i < n && best > 0; i++) {
            double share = a[i] / best == 1 ? 0.99 : a[i] / best;
            a[i] = Math.max(0, Math.min(1, Math.log(share / (1 - share)) + 0.5));
        }
        return a;
    }

    private static double krum(double[][] x, int[] pool, int i, int neighbours) {
        return Arrays.stream(pool)
                .filter(j -> j != i)
                .mapToDouble(j -> squared(x[i], x[j]))
                .sorted()
                .limit(Math.max(1, neighbours))
                .sum();
    }

    private static int[] iterated(double[][] x, int f, int count) {
        List<Integer> pool = new ArrayList<>(IntStream.range(0, x.length).boxed().toList());
        int[] winners = new int[count];
        for (int k = 0; k < count; k++) {
            int[] left = pool.stream().mapToInt(i -> i).toArray();
            int best = nearest(left.length, 1, i -> krum(x, left, left[i], left.length - f - 2))[0];
            winners[k] = pool.remove(best);
        }
        return winners;
    }

    private static double[] bulyan(double[][] x, int f) {
        int[] chosen = iterated(x, f, x.length - 2 * f);
        double[][] y = Arrays.stream(chosen).mapToObj(i -> x[i]).toArray(double[][]::new);
        return byColumn(y, column -> around(column, median(column), y.length - 2 * f));
    }

    private static double diameter(double[][] x, int[] subset) {
        double most = 0;
        for (int i : subset) {
            for (int j : subset) {
                most = Math.max(most, squared(x[i], x[j]));
            }
        }
        return most;
    }

    /** The first of all subsets of that size, in lexicographic order, with the lowest score. */
    private static int[] subset(int n, int size, ToDoubleFunction<int[]> score) {
        int[] subset = all(size);
        int[] best = subset.clone();
        double lowest = score.applyAsDouble(subset);
        while (true) {
            int at = size - 1;
            while (at >= 0 && subset[at] == n - size + at) {
                at--;
            }
            if (at < 0) {
                return best;
            }
            subset[at]++;
            for (int k = at + 1; k < size; k++) {
                subset[k] = subset[k - 1] + 1;
            }
            double now = score.applyAsDouble(subset);
            if (now < lowest) {
                lowest = now;
                best = subset.clone();
            }
        }
    }

    private static double[][] centred(double[][] x, int[] subset) {
        return products(x, subset, meanOf(x, subset), i -> 1.0);
    }

    private static double[][] products(
            double[][] x, int[] subset, double[] mean, ToDoubleFunction<Integer> weight) {
        var products = new double[subset.length][subset.length];
        for (int a = 0; a < subset.length; a++) {
            for (int b = 0; b < subset.length; b++) {
                double sum = 0;
                for (int k = 0; k < mean.length; k++) {
                    sum += (x[subset[a]][k] - mean[k]) * (x[subset[b]][k] - mean[k]);
                }
                double weights = weight.applyAsDouble(subset[a]) * weight.applyAsDouble(subset[b]);
                products[a][b] = Math.sqrt(weights) * sum;
            }
        }
        return products;
    }

    private static double[] filtered(double[][] x, int f) {
        int n = x.length;
        double[] c = new double[n];
        Arrays.fill(c, 1);
        double[] kept = meanOf(x, all(n));
        double least = Double.POSITIVE_INFINITY;
        while (Arrays.stream(c).sum() > n - 2 * f) {
            double[] mean = weighted(x, i -> c[i]);
            double total = Arrays.stream(c).sum();
            Jacobi top = Jacobi.top(products(x, all(n), mean, i -> c[i] / total));
            if (top.value() < least) {
                least = top.value();
                kept = mean;
            }
            double[][] about = shifted(x, mean);
            double[] direction = weighted(about, i -> Math.sqrt(c[i]) * top.vector()[i], 1);
            double[] tau = new double[n];
            Arrays.setAll(tau, i -> Math.pow(dot(about[i], direction), 2));
            double most =
                    IntStream.range(0, n)
                            .filter(i -> c[i] > 0)
                            .mapToDouble(i -> tau[i])
                            .max()
                            .orElseThrow();
            for (int i = 0; i < n; i++) {
                c[i] *= Math.max(0, 1 - tau[i] / most);
            }
        }
        return kept;
    }

    private static double[][] shifted(double[][] x, double[] by) {
        return Arrays.stream(x)
                .map(
                        row ->
                                IntStream.range(0, by.length)
                                        .mapToDouble(k -> row[k] - by[k])
                                        .toArray())
                .toArray(double[][]::new);
    }

    /** The top eigenpair of a symmetric matrix by Jacobi's rotations. */
    private record Jacobi(double value, double[] vector) {
        static Jacobi top(double[][] matrix) {
            int n = matrix.length;
            double[][] a = Arrays.stream(matrix).map(double[]::clone).toArray(double[][]::new);
            double[][] v = new double[n][n];
            for (int i = 0; i < n; i++) {
                v[i][i] = 1;
            }
            for (int sweep = 0; sweep < 30; sweep++) {
                for (int p = 0; p < n; p++) {
                    for (int q = p + 1; q < n; q++) {
                        if (Math.abs(a[p][q]) > 1e-300) {
                            rotate(a, v, p, q);
                        }
                    }
                }
            }
            int top = 0;
            for (int i = 1; i < n; i++) {
                top = a[i][i] > a[top][top] ? i : top;
            }
            int column = top;
            return new Jacobi(
                    a[top][top], IntStream.range(0, n).mapToDouble(i -> v[i][column]).toArray());
        }

        private static void rotate(double[][] a, double[][] v, int p, int q) {
            double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
            double sign = theta < 0 ? -1 : 1;
            double t = sign / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
            double c = 1 / Math.sqrt(t * t + 1);
            double s = t * c;
            for (double[][] m : List.of(a, v)) {
                for (double[] row : m) {
                    double x = row[p];
                    row[p] = c * x - s * row[q];
                    row[q] = s * x + c * row[q];
                }
            }
            for (int k = 0; k < a.length; k++) {
                double x = a[p][k];
                a[p][k] = c * x - s * a[q][k];
                a[q][k] = s * x + c * a[q][k];
            }
        }
    }
}
