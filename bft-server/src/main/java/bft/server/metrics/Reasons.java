package bft.server.metrics;

import bft.worker.verdict.Refusal;
import java.util.Arrays;

/** Looks up reasons by name. */
public final class Reasons {
    private Reasons() {}

    /**
     * The reason of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Refusal of(String name) {
        return Arrays.stream(Refusal.values())
                .filter(reason -> reason.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no reason '" + name + "'"));
    }
}
