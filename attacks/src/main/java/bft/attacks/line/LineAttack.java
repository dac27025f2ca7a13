package bft.attacks.line;

import bft.attacks.AdversaryView;
import bft.attacks.Attack;
import java.util.Arrays;

/**
 * All Byzantine workers send b = start + t direction, where the line follows from the mean and the
 * deviation of the honest vectors.
 *
 * <p>Inner-product manipulation is (origin, minus the mean, t = epsilon), a little is enough is
 * (mean, the deviation, t = z). Cost O(n d) time, O(d) space, plus the cost of the factor.
 *
 * @param ownOnly whether the statistics are over the adversary's own vectors even if it sees the
 *     honest ones
 */
public record LineAttack(Start start, Direction direction, Factor factor, boolean ownOnly)
        implements Attack {

    /** An attack whose statistics are over the honest vectors if it sees them. */
    public LineAttack(Start start, Direction direction, Factor factor) {
        this(start, direction, factor, false);
    }

    @Override
    public float[][] forge(AdversaryView view) {
        float[][] rows = ownOnly ? view.own() : view.sample();
        double[] mean = Moments.mean(rows);
        double[] from = start == Start.MEAN ? mean : new double[mean.length];
        Line line = new Line(from, direction.of(rows, mean));
        float[] point = line.at(factor.choose(line, view));
        float[][] forged = new float[view.f()][];
        Arrays.setAll(forged, k -> point.clone());
        return forged;
    }
}
