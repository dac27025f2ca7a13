package bft.experiments.lab;

import bft.experiments.lab.expect.Expectation;
import java.util.List;
import java.util.stream.Collectors;

/**
 * An experiment: one file, read and checked.
 *
 * @param name of the file without its extension
 * @param title in one line
 * @param source the publication whose claim it checks; may be empty
 * @param kind what is done at each point
 * @param axes of the grid
 * @param points all points of the grid
 * @param seeds each point is run with each of these seeds
 * @param expectations what must hold
 * @param figures what is drawn
 * @param notes for the reader, paragraphs separated by an empty line; may be empty
 * @param text the file
 */
public record Experiment(
        String name,
        String title,
        String source,
        ExperimentKind kind,
        List<Axis> axes,
        List<GridPoint> points,
        List<Long> seeds,
        List<Expectation> expectations,
        List<FigureRequest> figures,
        String notes,
        String text) {

    /** Whether any of its runs needs the whole machine. */
    public boolean runsAlone() {
        return points.stream().anyMatch(point -> kind.runsAlone(point.settings()));
    }

    /** All that decides the results: points with their settings, and seeds. */
    String identity() {
        String settings =
                points.stream()
                        .map(p -> p.name() + " " + p.settings())
                        .collect(Collectors.joining("\n"));
        return settings + "\nseeds " + seeds + "\n";
    }
}
