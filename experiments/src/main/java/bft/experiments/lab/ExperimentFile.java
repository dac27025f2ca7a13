package bft.experiments.lab;

import bft.experiments.lab.expect.Expectation;
import bft.experiments.lab.expect.Space;
import bft.spec.Nearest;
import bft.worker.config.SettingValues;
import bft.worker.config.YamlValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.LongStream;

/**
 * Reads experiments. It finds every error before anything runs: unknown keys and labels, settings
 * that a rule does not admit at some point of the grid, expectations that name unknown points or
 * measures. Each message names file, line and key.
 */
public final class ExperimentFile {
    private static final List<String> OVERLAY_KEYS =
            List.of("settings", "grid", "seeds", "expect", "refused", "figures");
    private static final List<String> FIGURE_KEYS = List.of("kind", "x", "lines", "measure");
    private static final int MAX_POINTS = 1_000;
    private static final int MAX_SEEDS = 100;

    private final YamlValue root;
    private final Map<String, YamlValue> parts;
    private SettingValues settings = SettingValues.NONE;
    private final Map<String, YamlValue> grid = new LinkedHashMap<>();
    private final ExperimentKind kind;

    private ExperimentFile(
            String file, String text, Variation variation, Function<String, ExperimentKind> kinds) {
        this.root = YamlValue.document(file, text);
        this.parts = new LinkedHashMap<>(root.entries(ExperimentLanguage.keys().names()));
        YamlValue quick = parts.remove("quick");
        YamlValue builtIn = parts.remove("built-in");
        String kind = parts.containsKey("kind") ? parts.get("kind").text() : "training";
        try {
            this.kind = kinds.apply(kind);
        } catch (IllegalArgumentException e) {
            throw parts.get("kind").bad(e);
        }
        overlay(Map.of());
        overlay(overlayOf(quick, variation.quick()));
        overlay(overlayOf(builtIn, variation.builtIn()));
    }

    /** The keys of an overlay are checked even if it is not used. */
    private static Map<String, YamlValue> overlayOf(YamlValue item, boolean wanted) {
        Map<String, YamlValue> entries = item == null ? Map.of() : item.entries(OVERLAY_KEYS);
        return wanted ? entries : Map.of();
    }

    private void overlay(Map<String, YamlValue> over) {
        parts.putAll(over);
        if (parts.containsKey("settings")) {
            settings = read(parts.remove("settings")).over(settings);
        }
        if (parts.containsKey("grid")) {
            grid.putAll(parts.remove("grid").entries());
        }
    }

    private SettingValues read(YamlValue mapping) {
        return kind.settings().read(mapping).checked();
    }

    /**
     * The folders of the data directory without which an experiment cannot run.
     *
     * @throws IllegalArgumentException as {@link #read}
     */
    public static List<String> needs(String file, String text) {
        Map<String, YamlValue> parts =
                YamlValue.document(file, text).entries(ExperimentLanguage.keys().names());
        return Optional.ofNullable(parts.get("needs")).map(YamlValue::text).stream()
                .flatMap(all -> Arrays.stream(all.split(" *, *")))
                .toList();
    }

    /**
     * Reads an experiment and checks all of it.
     *
     * @param file its name, for messages; the name of the experiment is the same without directory
     *     and extension
     * @param kinds the kinds of experiments by name
     * @throws IllegalArgumentException naming file, line, key and the error
     */
    public static Experiment read(
            String file, String text, Variation variation, Function<String, ExperimentKind> kinds) {
        return new ExperimentFile(file, text, variation, kinds).experiment(file, text, variation);
    }

    private Experiment experiment(String file, String text, Variation variation) {
        List<Axis> axes =
                grid.entrySet().stream().map(e -> axis(e.getKey(), e.getValue())).toList();
        List<GridPoint> points = checked(Axis.points(settings, axes));
        refused();
        Map<String, List<String>> labels = new LinkedHashMap<>();
        axes.forEach(axis -> labels.put(axis.name(), axis.labels()));
        var space = new Space(labels, kind.measures());
        return new Experiment(
                file.replaceAll(".*[/\\\\]|\\.ya?ml$", ""),
                required("title").text(),
                parts.containsKey("source") ? parts.get("source").text() : "",
                kind,
                axes,
                points,
                variation.seeds().isEmpty() ? seeds() : variation.seeds(),
                list("expect").stream().map(item -> expectation(item, space)).toList(),
                list("figures").stream().map(item -> figure(item, space)).toList(),
                parts.containsKey("notes") ? parts.get("notes").text().strip() : "",
                text);
    }

    private YamlValue required(String key) {
        if (!parts.containsKey(key)) {
            throw root.bad("there is no " + key);
        }
        return parts.get(key);
    }

    private List<YamlValue> list(String key) {
        return parts.containsKey(key) ? parts.get(key).list() : List.of();
    }

    /**
     * Values in a list, or by label; a plain value is a value of the setting that the axis is named
     * after.
     */
    private Axis axis(String name, YamlValue item) {
        List<Axis.Value> values = new ArrayList<>();
        if (item.isList()) {
            item.list().forEach(value -> values.add(value(name, value.text(), value)));
        } else {
            item.entries().forEach((label, value) -> values.add(value(name, label, value)));
        }
        var axis = new Axis(name, values);
        if (values.isEmpty() || new TreeSet<>(axis.labels()).size() < values.size()) {
            throw item.bad("needs at least one value, and no value twice");
        }
        return axis;
    }

    private Axis.Value value(String axis, String label, YamlValue value) {
        if (!label.matches("[A-Za-z0-9_]([A-Za-z0-9_.+-]*[A-Za-z0-9_])?")) {
            throw value.bad("'%s' is no label: write the values as label: value".formatted(label));
        }
        SettingValues set =
                value.isText() ? kind.settings().read(Map.of(axis, value)).checked() : read(value);
        return new Axis.Value(label, set);
    }

    private List<GridPoint> checked(List<GridPoint> points) {
        if (points.size() > MAX_POINTS) {
            throw grid.values()
                    .iterator()
                    .next()
                    .bad("a grid may have %s points, got %s".formatted(MAX_POINTS, points.size()));
        }
        for (GridPoint point : points) {
            try {
                kind.check(point.settings());
            } catch (IllegalArgumentException e) {
                String message = "at point " + point.name() + ": " + e.getMessage();
                throw point.settings().blamedBy(e.getMessage()).orElse(root::bad).bad(message);
            }
        }
        return points;
    }

    /** Settings that must be refused, each with a part of the expected message. */
    private void refused() {
        for (YamlValue item : list("refused")) {
            Map<String, YamlValue> entries = item.entries(List.of("settings", "because"));
            if (entries.size() != 2) {
                throw item.bad("needs settings and because");
            }
            String because = entries.get("because").text();
            String message = "nothing";
            try {
                kind.check(read(entries.get("settings")).over(settings));
            } catch (IllegalArgumentException e) {
                message = e.getMessage();
            }
            if (!message.contains(because)) {
                throw item.bad("expected a refusal with '%s', got: %s".formatted(because, message));
            }
        }
    }

    private List<Long> seeds() {
        if (!parts.containsKey("seeds")) {
            return List.of(0L, 1L, 2L);
        }
        YamlValue item = parts.get("seeds");
        if (item.isText()) {
            return LongStream.range(0, item.integer(1, MAX_SEEDS)).boxed().toList();
        }
        List<Long> seeds =
                item.list().stream().map(s -> s.integer(0, 999_999_999)).distinct().toList();
        if (seeds.isEmpty() || seeds.size() > MAX_SEEDS) {
            throw item.bad("needs 1 to " + MAX_SEEDS + " seeds, got " + seeds.size());
        }
        return seeds;
    }

    private static Expectation expectation(YamlValue item, Space space) {
        try {
            return Expectation.of(item.text(), space);
        } catch (IllegalArgumentException e) {
            throw item.bad(e);
        }
    }

    private FigureRequest figure(YamlValue item, Space space) {
        Map<String, YamlValue> entries = item.entries(FIGURE_KEYS);
        String kind = word(entries, "kind", item);
        List<String> kinds = ExperimentLanguage.figures().names();
        if (!kinds.contains(kind)) {
            throw item.bad("no kind '" + kind + "'" + Nearest.hint(kind, kinds));
        }
        for (String key : List.of("x", "lines")) {
            String axis = word(entries, key, item);
            if (!axis.isEmpty() && !space.axes().containsKey(axis)) {
                throw item.bad(
                        "no axis '" + axis + "'" + Nearest.hint(axis, space.axes().keySet()));
            }
        }
        var request =
                new FigureRequest(
                        FigureRequest.Kind.values()[kinds.indexOf(kind)],
                        word(entries, "x", item),
                        word(entries, "lines", item),
                        word(entries, "measure", item));
        requireDrawable(request, item, space);
        return request;
    }

    private static void requireDrawable(FigureRequest request, YamlValue item, Space space) {
        boolean curves = request.kind() == FigureRequest.Kind.CURVES;
        boolean along = request.kind() == FigureRequest.Kind.ALONG;
        boolean measured = along || request.kind() == FigureRequest.Kind.HEAT;
        Collection<String> measures = curves ? List.of("accuracy", "loss") : space.measures();
        String measure = request.measure().isEmpty() && measured ? "final" : request.measure();
        if (!measure.isEmpty() && !measures.contains(measure)) {
            throw item.bad("no measure '" + measure + "'" + Nearest.hint(measure, measures));
        }
        if (measured && request.x().isEmpty()) {
            throw item.bad("needs an axis as x" + Nearest.hint("", space.axes().keySet()));
        }
        for (String label : along ? space.axes().get(request.x()) : List.<String>of()) {
            if (!label.matches("[0-9]+([.][0-9]+)?([eE][-+]?[0-9]+)?")) {
                throw item.bad(
                        "x needs numbers, '%s' of axis %s is not one"
                                .formatted(label, request.x()));
            }
        }
    }

    private static String word(Map<String, YamlValue> entries, String key, YamlValue item) {
        if (key.equals("kind") && !entries.containsKey(key)) {
            throw item.bad("needs a kind");
        }
        return entries.containsKey(key) ? entries.get(key).text() : "";
    }
}
