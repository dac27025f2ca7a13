package bft.experiments.doctor;

import java.util.List;
import java.util.Locale;

/**
 * What one look has found.
 *
 * @param subject what was looked at
 * @param state how it is
 * @param detail what was found
 * @param advice what to do; empty if nothing
 */
record Finding(String subject, State state, String detail, String advice) {
    /** How something is. */
    enum State {
        /** As it should be. */
        OK,
        /** All works, but slower or within narrower limits than it could. */
        WARN,
        /** A server, a worker or a run would fail. */
        FAIL
    }

    static Finding of(
            String subject, State otherwise, boolean isWell, String detail, String advice) {
        return isWell
                ? new Finding(subject, State.OK, detail, "")
                : new Finding(subject, otherwise, detail, advice);
    }

    List<String> row() {
        String text = advice.isEmpty() ? detail : detail + ": " + advice;
        return List.of(state.name().toLowerCase(Locale.ROOT), subject, text);
    }
}
