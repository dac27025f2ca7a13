package bft.experiments.lab.command;

import bft.experiments.run.Engine;
import java.util.List;

/** The versions and conditions of a run, for its records. */
final class Versions {
    private Versions() {}

    /** One a line; runs can be combined only if these lines are equal. */
    static List<String> lines(Engine engine, boolean builtIn, boolean quick) {
        return List.of(
                "bft 0.1.0, commit " + System.getProperty("bft.commit", "not known"),
                "JDK " + Runtime.version(),
                "engine " + engine + " where none is named",
                "data " + (builtIn ? "built-in, since no data directory was found" : "as named"),
                quick ? "quick" : "full");
    }
}
