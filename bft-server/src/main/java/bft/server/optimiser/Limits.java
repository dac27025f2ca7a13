package bft.server.optimiser;

/** Checks of settings that several optimisers and schedules have. */
final class Limits {
    /** Below this a value of float32 soon becomes 0, and 0 divided by 0 is no number. */
    private static final double LEAST_EPSILON = 1e-30;

    private static final double MOST_EPSILON = 1e30;

    private Limits() {}

    /** A share that is kept, in [0, 1). */
    static void requireShare(String who, String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(
                    "%s needs 0 <= %s < 1, got %s=%s".formatted(who, name, name, value));
        }
    }

    static void requireNotNegative(String who, String name, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "%s needs a finite %s >= 0, got %s=%s".formatted(who, name, name, value));
        }
    }

    static void requirePositive(String who, String name, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "%s needs a finite %s > 0, got %s=%s".formatted(who, name, name, value));
        }
    }

    /** What keeps a divisor from 0. */
    static void requireEpsilon(String who, double epsilon) {
        if (!(epsilon >= LEAST_EPSILON && epsilon <= MOST_EPSILON)) {
            throw new IllegalArgumentException(
                    "%s needs %s <= epsilon <= %s, got epsilon=%s"
                            .formatted(who, LEAST_EPSILON, MOST_EPSILON, epsilon));
        }
    }

    static void requireAtLeastOne(String who, String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(
                    "%s needs %s >= 1, got %s=%s".formatted(who, name, name, value));
        }
    }
}
