package bft.attacks.line;

import bft.attacks.AdversaryView;

/** How far an attack goes along its line. */
@FunctionalInterface
public interface Factor {

    /**
     * The factor t of the point start + t direction.
     *
     * @throws IllegalArgumentException if there is none in this setting; the message says why
     */
    double choose(Line line, AdversaryView view);
}
