package bft.attacks.line;

import bft.attacks.AdversaryView;
import bft.spec.BadArgument;

/**
 * The factor z of "a little is enough": the number of deviations beyond which, if honest
 * coordinates are normal, there are just enough honest workers to form a majority with the f forged
 * vectors.
 *
 * <p>z is the q-quantile of the normal distribution. With s = floor(n/2 + 1) - f honest supporters
 * needed, the published version has q = (n - f - s) / (n - f) and the first preprint q = (n - s) /
 * n. A q below 1/2 gives a negative z, and the attack then points the other way.
 *
 * <p>G. Baruch, M. Baruch, Goldberg, "A little is enough: circumventing defenses for distributed
 * learning", NeurIPS 2019, section 3.1.
 */
public enum MajorityQuantile implements Factor {
    NEURIPS {
        @Override
        double probability(int n, int f, int supporters) {
            return (double) (n - f - supporters) / (n - f);
        }
    },
    PREPRINT {
        @Override
        double probability(int n, int f, int supporters) {
            return (double) (n - supporters) / n;
        }
    };

    abstract double probability(int n, int f, int supporters);

    @Override
    public double choose(Line line, AdversaryView view) {
        return z(view.n(), view.f());
    }

    /**
     * The factor for these numbers of workers.
     *
     * @throws IllegalArgumentException if q is not inside 0..1, so that there is none
     */
    double z(int n, int f) {
        double q = probability(n, f, n / 2 + 1 - f);
        BadArgument.when(!(q > 0 && q < 1))
                .because(
                        "little-is-enough: no finite z for n=%s, f=%s (quantile of %s); give z",
                        n, f, q);
        return quantile(q);
    }

    /** By bisection: the distribution function is monotone and 60 halvings use up a double. */
    static double quantile(double probability) {
        double low = -8;
        double high = 8;
        for (int i = 0; i < 60; i++) {
            double middle = (low + high) / 2;
            if (distribution(middle) < probability) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    /**
     * P(X <= x) of the standard normal distribution, for abs(x) <= 8, to about 1e-15.
     *
     * <p>1/2 + phi(x) (x + x^3/3 + x^5/(3*5) + ...): Marsaglia, "Evaluating the normal
     * distribution", Journal of Statistical Software 11(4), 2004.
     */
    private static double distribution(double x) {
        double term = x;
        double sum = x;
        for (int i = 3; sum + term != sum; i += 2) {
            term *= x * x / i;
            sum += term;
        }
        return 0.5 + sum * StrictMath.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }
}
