package bft.experiments.report;

import bft.experiments.lab.Axis;
import bft.experiments.lab.FigureRequest;
import bft.experiments.lab.GridPoint;
import bft.experiments.lab.Results;
import bft.experiments.lab.RunOutcome;
import bft.experiments.lab.expect.Expectation;
import bft.experiments.plot.Band;
import bft.experiments.plot.Bars;
import bft.experiments.plot.Drawing;
import bft.experiments.plot.Heat;
import bft.experiments.plot.Lines;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Draws the figures that an experiment asks for. If a figure does not show an axis of the grid,
 * there is a drawing for each value of that axis.
 */
final class Figures {
    private static final int MOST = 12;

    private final Results results;
    private final List<Axis> axes;

    Figures(Results results) {
        this.results = results;
        this.axes = results.experiment().axes();
    }

    /**
     * All drawings, in the order of the file; a figure with too many drawings is cut after the
     * first of them.
     */
    List<Drawing> all() {
        List<Drawing> drawings = new ArrayList<>();
        for (FigureRequest request : results.experiment().figures()) {
            facets(request).stream()
                    .limit(MOST)
                    .forEach(facet -> draw(request, facet).ifPresent(drawings::add));
        }
        return drawings;
    }

    private List<Map<String, String>> facets(FigureRequest request) {
        List<Map<String, String>> facets = List.of(Map.of());
        for (Axis axis : axes) {
            boolean shown = axis.name().equals(request.x()) || axis.name().equals(lines(request));
            if (!shown || request.kind() == FigureRequest.Kind.TRUST) {
                List<Map<String, String>> more = new ArrayList<>();
                for (Map<String, String> facet : facets) {
                    axis.labels().forEach(label -> more.add(with(facet, axis.name(), label)));
                }
                facets = more;
            }
        }
        return facets;
    }

    /** The axis of the legend: the one asked for, otherwise the last that is not the x axis. */
    private String lines(FigureRequest request) {
        String name = request.lines();
        for (Axis axis : axes) {
            boolean free = !axis.name().equals(request.x());
            name = request.lines().isEmpty() && free ? axis.name() : name;
        }
        return name;
    }

    private static Map<String, String> with(Map<String, String> labels, String axis, String label) {
        Map<String, String> longer = new LinkedHashMap<>(labels);
        longer.put(axis, label);
        return longer;
    }

    private Optional<Drawing> draw(FigureRequest request, Map<String, String> facet) {
        String where = facet.isEmpty() ? "" : ": " + GridPoint.name(facet);
        return switch (request.kind()) {
            case CURVES -> Optional.of(curves(request, facet, where));
            case ALONG -> Optional.of(along(request, facet, where));
            case HEAT -> Optional.of(heat(request, facet, where));
            case STALENESS -> staleness(request, facet, where);
            case ACCEPTANCE -> Optional.of(acceptance(request, facet, where));
            case TRUST -> trust(facet, where);
        };
    }

    private List<String> labels(String axis) {
        return axes.stream()
                .filter(a -> a.name().equals(axis))
                .findFirst()
                .map(Axis::labels)
                .orElse(List.of("all"));
    }

    /** The outcomes at a point, by seed. */
    private List<RunOutcome> at(Map<String, String> labels) {
        for (GridPoint point : results.experiment().points()) {
            if (point.labels().equals(labels)) {
                return List.copyOf(results.at(point.name()).values());
            }
        }
        throw new IllegalStateException("no point " + labels);
    }

    private Drawing curves(FigureRequest request, Map<String, String> facet, String where) {
        String measure = request.measure().isEmpty() ? "accuracy" : request.measure();
        String axis = lines(request);
        List<Band> bands = new ArrayList<>();
        for (String label : labels(axis)) {
            band(label, at(axis.isEmpty() ? facet : with(facet, axis, label)), measure)
                    .ifPresent(bands::add);
        }
        boolean share = measure.equals("accuracy");
        String y = share ? "test accuracy (share)" : "test " + measure + " (nats)";
        return new Lines("Test " + measure + where, Lines.ROUND, y, bands, share);
    }

    /**
     * The mean of the curves of all seeds up to the end of the shortest, between least and
     * greatest.
     */
    private static Optional<Band> band(String name, List<RunOutcome> outcomes, String measure) {
        List<double[]> curves = new ArrayList<>();
        double[] x = {};
        int length = Integer.MAX_VALUE;
        for (RunOutcome outcome : outcomes) {
            var curve = outcome.curve(measure);
            if (curve.isPresent()) {
                x = curve.get().x();
                curves.add(curve.get().y());
                length = Math.min(length, finite(curve.get().y()));
            }
        }
        if (curves.isEmpty() || length == 0) {
            return Optional.empty();
        }
        int to = length;
        return Optional.of(
                band(
                        name,
                        Arrays.copyOf(x, to),
                        curves.stream().map(y -> Arrays.copyOf(y, to)).toList()));
    }

    private static int finite(double[] values) {
        int length = 0;
        while (length < values.length && Double.isFinite(values[length])) {
            length++;
        }
        return length;
    }

    private static Band band(String name, double[] x, List<double[]> curves) {
        double[] middle = new double[x.length];
        double[] low = new double[x.length];
        double[] high = new double[x.length];
        for (int k = 0; k < x.length; k++) {
            int at = k;
            double[] values = curves.stream().mapToDouble(curve -> curve[at]).toArray();
            middle[k] = Arrays.stream(values).average().orElse(Double.NaN);
            low[k] = Arrays.stream(values).min().orElse(Double.NaN);
            high[k] = Arrays.stream(values).max().orElse(Double.NaN);
        }
        return new Band(name, x, middle, low, high);
    }

    private Drawing along(FigureRequest request, Map<String, String> facet, String where) {
        String measure = request.measure().isEmpty() ? "final" : request.measure();
        double[] x = labels(request.x()).stream().mapToDouble(Double::parseDouble).toArray();
        String axis = lines(request);
        List<Band> bands = new ArrayList<>();
        for (String label : labels(axis)) {
            Map<String, String> line = axis.isEmpty() ? facet : with(facet, axis, label);
            bands.add(band(label, x, bySeed(request.x(), line, measure)));
        }
        String y = describe(measure);
        return new Lines(
                y + " against " + request.x() + where, request.x(), y, bands, isShare(measure));
    }

    /** For each seed the measure at every label of an axis. */
    private List<double[]> bySeed(String axis, Map<String, String> line, String measure) {
        List<double[]> bySeed = new ArrayList<>();
        List<String> labels = labels(axis);
        for (int seed = 0; seed < results.experiment().seeds().size(); seed++) {
            int index = seed;
            bySeed.add(
                    labels.stream()
                            .mapToDouble(l -> at(with(line, axis, l)).get(index).measure(measure))
                            .toArray());
        }
        return bySeed;
    }

    private Drawing heat(FigureRequest request, Map<String, String> facet, String where) {
        String measure = request.measure().isEmpty() ? "final" : request.measure();
        List<String> columns = labels(request.x());
        List<String> rows = labels(lines(request));
        double[][] values = new double[rows.size()][columns.size()];
        double greatest = isShare(measure) ? 1 : 0;
        for (int i = 0; i < rows.size(); i++) {
            for (int j = 0; j < columns.size(); j++) {
                var cell =
                        with(with(facet, lines(request), rows.get(i)), request.x(), columns.get(j));
                values[i][j] = Expectation.median(measures(cell, measure));
                // A cell without a value does not change the scale.
                greatest = values[i][j] > greatest ? values[i][j] : greatest;
            }
        }
        String title = describe(measure) + ", median over seeds" + where;
        return new Heat(title, request.x(), lines(request), columns, rows, values, greatest, true);
    }

    private double[] measures(Map<String, String> labels, String measure) {
        return at(labels).stream().mapToDouble(outcome -> outcome.measure(measure)).toArray();
    }

    private Drawing acceptance(FigureRequest request, Map<String, String> facet, String where) {
        Map<String, List<Double>> series = new LinkedHashMap<>();
        List<String> categories = labels(lines(request));
        for (String side : List.of("honest", "byzantine")) {
            List<Double> means = new ArrayList<>();
            for (String label : categories) {
                double[] values = measures(with(facet, lines(request), label), "accepted-" + side);
                means.add(Arrays.stream(values).filter(v -> !Double.isNaN(v)).average().orElse(0));
            }
            series.put(side.equals("honest") ? side : "Byzantine", means);
        }
        return new Bars(
                "Gradients that counted" + where,
                lines(request),
                "share of those sent",
                categories,
                series,
                true);
    }

    private Optional<Drawing> staleness(
            FigureRequest request, Map<String, String> facet, String where) {
        Map<String, List<Double>> series = new LinkedHashMap<>();
        int longest = 0;
        for (String label : labels(lines(request))) {
            for (RunOutcome outcome : at(with(facet, lines(request), label))) {
                longest = Math.max(longest, outcome.staleness().size());
            }
        }
        for (String label : labels(lines(request))) {
            series.put(label, histogram(at(with(facet, lines(request), label)), longest));
        }
        List<String> categories = new ArrayList<>();
        for (int k = 0; k < longest; k++) {
            categories.add(Integer.toString(k));
        }
        return longest == 0
                ? Optional.empty()
                : Optional.of(
                        new Bars(
                                "Staleness of gradients that counted" + where,
                                "staleness (versions)",
                                "share of gradients",
                                categories,
                                series,
                                false));
    }

    private static List<Double> histogram(List<RunOutcome> outcomes, int length) {
        double[] sums = new double[length];
        for (RunOutcome outcome : outcomes) {
            for (int k = 0; k < outcome.staleness().size(); k++) {
                sums[k] += outcome.staleness().get(k);
            }
        }
        double all = Math.max(1, Arrays.stream(sums).sum());
        return Arrays.stream(sums).mapToObj(sum -> sum / all).toList();
    }

    /** Workers of the first seed, the attackers last; 1 is an equal share. */
    private Optional<Drawing> trust(Map<String, String> facet, String where) {
        List<List<Double>> shares = at(facet).get(0).trust();
        if (shares.isEmpty()) {
            return Optional.empty();
        }
        int n = shares.size();
        double[][] values = new double[n][];
        List<String> rows = new ArrayList<>();
        double greatest = 2;
        for (int worker = 0; worker < n; worker++) {
            rows.add(Integer.toString(worker));
            values[worker] = shares.get(worker).stream().mapToDouble(share -> share * n).toArray();
            greatest = Math.max(greatest, Arrays.stream(values[worker]).max().orElse(0));
        }
        List<String> columns = new ArrayList<>();
        for (int k = 0; k < values[0].length; k++) {
            columns.add(Integer.toString(100 * k / values[0].length));
        }
        return Optional.of(
                new Heat(
                        "Weight of each worker, 1 is an equal share; attackers have the highest"
                                + " numbers"
                                + where,
                        "time (% of the run)",
                        "worker",
                        columns,
                        rows,
                        values,
                        greatest,
                        false));
    }

    private static boolean isShare(String measure) {
        return List.of("final", "best", "mean").contains(measure) || measure.startsWith("accepted");
    }

    private static String describe(String measure) {
        return switch (measure) {
            case "final" -> "Final test accuracy (share)";
            case "best" -> "Best test accuracy (share)";
            case "mean" -> "Mean test accuracy (share)";
            case "loss" -> "Final test loss (nats)";
            case "milliseconds" -> "Time of the rule (ms)";
            default -> measure;
        };
    }
}
