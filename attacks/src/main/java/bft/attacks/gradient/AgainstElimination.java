package bft.attacks.gradient;

import bft.aggregation.kernels.Vectors;
import bft.attacks.AdversaryView;
import bft.attacks.Attack;
import bft.attacks.line.Line;
import bft.attacks.line.Moments;
import java.util.Arrays;
import java.util.Comparator;

/**
 * Against comparative gradient elimination, which keeps the n-f vectors of least norm: minus the
 * sum of the honest vectors that would be kept, scaled to a norm just below the next one, so that
 * every forged vector is kept.
 *
 * <p>With h = n - f honest vectors, s is the sum of the h - f of least norm and b = -c s with |b|
 * the number just below the (h - f + 1)-th least norm. First seen in the code of ByzantineMomentum
 * (EPFL, 2021), which adds the shortest vector to s twice.
 *
 * @param leastTwice whether the shortest vector counts twice in s, as in that code
 */
public record AgainstElimination(boolean leastTwice) implements Attack {

    @Override
    public float[][] forge(AdversaryView view) {
        float[][] rows = view.sample().clone();
        Arrays.sort(rows, Comparator.comparingDouble(Vectors::norm));
        int kept = Math.max(0, rows.length - view.f());
        double[] sum = kept == 0 ? new double[view.dimension()] : sumOf(rows, kept);
        double length = Moments.norm(sum);
        double factor = length > 0 ? -Math.nextDown(Vectors.norm(rows[kept])) / length : 0;
        float[] point = new Line(new double[sum.length], sum).at(factor);
        float[][] forged = new float[view.f()][];
        Arrays.setAll(forged, k -> point.clone());
        return forged;
    }

    private double[] sumOf(float[][] rows, int kept) {
        double[] sum = Moments.sum(Arrays.copyOf(rows, kept));
        for (int i = 0; leastTwice && i < sum.length; i++) {
            sum[i] += rows[0][i];
        }
        return sum;
    }
}
