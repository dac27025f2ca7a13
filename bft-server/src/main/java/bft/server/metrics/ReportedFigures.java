package bft.server.metrics;

import bft.worker.wire.Figure;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What workers report about their own data, as the medians over workers. Any of them may lie, so
 * nothing is decided by it, and it is no part of the job's state: a median of more than 2f reports
 * lies between two of honest workers, and of fewer none is made.
 *
 * <p>A report counts from when its gradient is accepted until the worker's next one is, for n
 * versions at most. On the job's thread.
 */
public final class ReportedFigures implements JobListener {
    private static final SortedMap<Figure, Double> NOTHING =
            Collections.unmodifiableSortedMap(new TreeMap<>());
    private static final Report NONE = new Report(NOTHING, 0);

    private final int f;
    private final List<JobListener> others;
    private final List<SortedMap<Figure, Double>> announced;
    private final List<Report> counted;
    private long version;
    private SortedMap<Figure, ReportedFigure> medians = new TreeMap<>();

    /** Until which version it counts. */
    private record Report(SortedMap<Figure, Double> figures, long until) {}

    /**
     * @param n workers
     * @param f how many of them may lie
     * @param others are told the medians of each round before the round
     */
    public ReportedFigures(int n, int f, List<JobListener> others) {
        this.f = f;
        this.others = List.copyOf(others);
        announced = new ArrayList<>(Collections.nCopies(n, NOTHING));
        counted = new ArrayList<>(Collections.nCopies(n, NONE));
    }

    /** A worker reports this about the gradient that it pushes next. */
    public void announced(int worker, SortedMap<Figure, Double> figures) {
        announced.set(worker, figures);
    }

    @Override
    public void accepted(int worker, long staleness, double weight) {
        counted.set(worker, new Report(announced.get(worker), version + counted.size()));
        announced.set(worker, NOTHING);
    }

    @Override
    public void roundClosed(RoundRecord round) {
        version = round.version();
        var made = new TreeMap<Figure, ReportedFigure>();
        for (Figure figure : Figure.values()) {
            double[] values =
                    IntStream.range(0, counted.size())
                            .mapToObj(counted::get)
                            .filter(report -> report.until() >= version)
                            .filter(report -> report.figures().containsKey(figure))
                            .mapToDouble(report -> report.figures().get(figure))
                            .toArray();
            if (values.length > 0) {
                made.put(figure, ReportedFigure.of(values, f));
            }
        }
        medians = Collections.unmodifiableSortedMap(made);
        others.forEach(listener -> listener.reported(medians));
    }

    @Override
    public void health(JsonObject details) {
        details.put("reported", RoundJson.toJson(medians));
    }
}
