package bft.experiments.lab;

import bft.experiments.lab.expect.Expectation;
import java.util.List;
import java.util.stream.Collectors;

/**
 * An experiment with a grid: one file, read and checked.
 *
 * @param name of the file without its ending
 * @param title in one line
 * @param source whose claim it is, may be empty
 * @param kind what is done at each point
 * @param axes of the grid
 * @param points all of them
 * @param seeds each point is run with each
 * @param expectations what must hold
 * @param figures what is drawn
 * @param notes for people, paragraphs divided by an empty line; may be empty
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

    /** Whether any of its runs takes the whole machine. */
    public boolean runsAlone() {
        return points.stream().anyMatch(point -> kind.runsAlone(point.settings()));
    }

    /** In one word each: what distinguishes this run of the file from others. */
    String identity() {
        String settings =
                points.stream()
                        .map(p -> p.name() + " " + p.settings())
                        .collect(Collectors.joining("\n"));
        return settings + "\nseeds " + seeds + "\n";
    }
}
