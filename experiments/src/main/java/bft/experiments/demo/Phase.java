package bft.experiments.demo;

import bft.attacks.AdversaryView;
import bft.attacks.Attack;
import bft.attacks.catalogue.Attacks;
import java.util.List;

/**
 * A phase of the demonstration: rounds in which the Byzantine workers use one attack.
 *
 * @param title what they send, for the reader
 * @param isAttack whether it is anything but honest work
 * @param attack what they send
 */
record Phase(String title, boolean isAttack, Attack attack) {
    /** The phases of the demonstration, in order. */
    static List<Phase> all() {
        return List.of(
                new Phase("honest work", false, AdversaryView::own),
                attacking("Gaussian noise, std 200", "gaussian:std=200"),
                attacking("their gradient x -10", "sign-flip:scale=10"),
                attacking("NaN and infinity", "non-finite"),
                attacking("the mean x -100", "omniscient-negative:scale=100"));
    }

    private static Phase attacking(String title, String attack) {
        return new Phase(title, true, Attacks.of(attack));
    }

    /** One attack that goes through the phases, each of this many rounds. */
    static Attack inTurn(List<Phase> phases, long roundsEach) {
        return view -> {
            int phase = (int) Math.min(phases.size() - 1L, view.round() / roundsEach);
            return phases.get(phase).attack().forge(view);
        };
    }
}
