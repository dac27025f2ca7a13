package bft.aggregation.copies;

import bft.spec.Text;

/** What a gradient is compared with, and in which respect. */
enum Look {
    OWN_VALUES(true, false, "%.3g times its own gradient of round %s%s"),
    OTHER_VALUES(false, false, "%.3g times the gradient of round %s of worker %s"),
    OWN_PLACES(true, true, "the coordinates of its own gradient of round %2$s%3$s"),
    OTHER_PLACES(false, true, "the coordinates of the gradient of round %2$s of worker %3$s");

    private final boolean isOwn;
    private final boolean isOfPlaces;
    private final String text;

    Look(boolean isOwn, boolean isOfPlaces, String text) {
        this.isOwn = isOwn;
        this.isOfPlaces = isOfPlaces;
        this.text = text;
    }

    boolean isOfPlaces() {
        return isOfPlaces;
    }

    /** Whether one is compared with the other. */
    boolean compares(Gradient one, Gradient other) {
        return isOwn == (one.worker() == other.worker())
                && !one.of(this).isNone()
                && !other.of(this).isNone();
    }

    String describe(Gradient one, Gradient other) {
        double factor = one.values().norm() / other.values().norm();
        return Text.of(text, factor, other.round(), isOwn ? "" : other.worker());
    }
}
