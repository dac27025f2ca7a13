package bft.aggregation.admission.filter;

import bft.spec.BadArgument;

/**
 * The weight Lambda(tau) of a gradient of staleness tau, non-increasing with Lambda(0) = 1.
 *
 * <p>{@code NONE} 1; {@code INVERSE} 1/(1+tau), the staleness-aware SGD of Jiawei Jiang, Bin Cui,
 * Ce Zhang, Lele Yu: Heterogeneity-aware Distributed Parameter Servers (DynSGD), SIGMOD 2017;
 * {@code EXPONENTIAL} exp(-alpha tau) and {@code EXPONENTIAL_ROOT} exp(-alpha sqrt(tau)), Kardam,
 * Damaskinos et al., ICML 2018: the authors' code has alpha = 0.2 and tau, the paper a root of tau.
 *
 * <p>Dampening also shortens the mean step: compare curves with the mean of Lambda beside them.
 *
 * @param kind the shape
 * @param alpha rate of decay, at least 0; only the exponential kinds use it
 */
public record StalenessDampening(Kind kind, double alpha) {
    /** The shape of Lambda. */
    public enum Kind {
        NONE,
        INVERSE,
        EXPONENTIAL,
        EXPONENTIAL_ROOT
    }

    /** Lambda = 1. */
    public static StalenessDampening none() {
        return new StalenessDampening(Kind.NONE, 0);
    }

    /**
     * Lambda(tau).
     *
     * @param tau versions between base and newest, at least 0
     */
    public double at(long tau) {
        BadArgument.when(tau < 0).because("staleness must be >= 0, got %s", tau);
        return switch (kind) {
            case NONE -> 1;
            case INVERSE -> 1.0 / (1 + (double) tau);
            case EXPONENTIAL -> StrictMath.exp(-alpha * tau);
            case EXPONENTIAL_ROOT -> StrictMath.exp(-alpha * Math.sqrt(tau));
        };
    }
}
