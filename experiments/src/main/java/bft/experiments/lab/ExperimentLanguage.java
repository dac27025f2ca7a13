package bft.experiments.lab;

import bft.spec.Parameter;
import bft.spec.Registry;

/** The language of experiment files: keys, figures, and the grammar of expectations. */
public final class ExperimentLanguage {
    private static final Registry<String> KEYS = new Registry<>("key");
    private static final Registry<String> FIGURES = new Registry<>("figure");
    private static final Registry<String> GRAMMAR = new Registry<>("rule of grammar");

    static {
        key("title", "one line; required");
        key("source", "the publication whose claim is checked");
        key("kind", "training (the default), vectors (draws vectors, trains nothing) or overhead");
        key(
                "needs",
                "folders of the data directory, with commas; without one, run all skips the experiment");
        key("settings", "name: value, for all points; SETTINGS.md lists the settings");
        key(
                "grid",
                "an axis for each key; its values are a list, for the setting of that name, or"
                        + " label: value, or label: {setting: value, ...}; a point is a combination"
                        + " of one value of each axis, and the later axis wins");
        key("seeds", "a number, for 0, 1, ..., or a list; 3 by default");
        key("expect", "a list of inequalities that must hold");
        key(
                "refused",
                "a list of {settings: ..., because: ...}: settings that must be refused, with a part"
                        + " of the message");
        key("figures", "a list of {kind: ..., x: AXIS, lines: AXIS, measure: MEASURE}");
        key("notes", "for the reader, paragraphs separated by an empty line");
        key("quick", "what changes with --quick: settings, grid, seeds, expect, refused, figures");
        key("built-in", "what changes without the data directory, as quick; applied after it");
        figure(FigureRequest.Kind.CURVES, "accuracy, or the measure loss, over rounds");
        figure(
                FigureRequest.Kind.ALONG,
                "a measure, by default final, against the axis x, whose labels are numbers");
        figure(FigureRequest.Kind.HEAT, "a measure over the axes x and lines");
        figure(FigureRequest.Kind.STALENESS, "the distribution of the gradients' staleness");
        figure(FigureRequest.Kind.ACCEPTANCE, "shares of honest and Byzantine gradients accepted");
        figure(FigureRequest.Kind.TRUST, "the weight of each worker over time");
        grammar(
                "inequality",
                "sum (< or <= or > or >=) sum [over median|mean|min|max]; over says how the margins"
                        + " of the seeds are combined, by default by the median");
        grammar("sum", "product {(+ or -) product}, with a space on both sides of a minus");
        grammar("product", "term {(* or /) term}");
        grammar(
                "term",
                "number, -term, (sum), min(sum, ...), max(sum, ...), mean(sum, ...), point");
        grammar(
                "point",
                "label.measure, label[axis=label,...].measure, [axis=label,...].measure or measure;"
                        + " if a point leaves an axis open, the inequality must hold for each of its"
                        + " values, the same on both sides");
    }

    private ExperimentLanguage() {}

    private static void key(String name, String meaning) {
        KEYS.named(name, meaning).madeBy(given -> name);
    }

    private static void figure(FigureRequest.Kind kind, String meaning) {
        String name = Parameter.wordOf(kind);
        FIGURES.named(name, meaning).madeBy(given -> name);
    }

    private static void grammar(String name, String form) {
        GRAMMAR.named(name, form).madeBy(given -> name);
    }

    /** The keys of a file. */
    public static Registry<?> keys() {
        return KEYS;
    }

    /** The kinds of figures. */
    public static Registry<?> figures() {
        return FIGURES;
    }

    /** The grammar of expectations. */
    public static Registry<?> grammar() {
        return GRAMMAR;
    }
}
