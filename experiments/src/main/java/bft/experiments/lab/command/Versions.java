package bft.experiments.lab.command;

import bft.experiments.run.Engine;
import java.util.List;

/** What was in use, for the record of a run. */
final class Versions {
    private Versions() {}

    /** One thing a line; the same in every run that may be put together with this one. */
    static List<String> lines(Engine engine, boolean builtIn, boolean quick) {
        return List.of(
                "bft 0.1.0, commit " + System.getProperty("bft.commit", "not known"),
                "JDK " + Runtime.version(),
                "engine " + engine + " where none is named",
                "data " + (builtIn ? "built-in, for no data directory was there" : "as named"),
                quick ? "quick" : "full");
    }
}
