package bft.experiments.lab;

import bft.worker.config.SettingValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An axis of a grid.
 *
 * @param name in brackets of expectations and on the axes of plots
 * @param values in the order of the file
 */
public record Axis(String name, List<Value> values) {
    public Axis {
        values = List.copyOf(values);
    }

    /**
     * One of its values.
     *
     * @param label the name of the value
     * @param settings the settings that it stands for
     */
    public record Value(String label, SettingValues settings) {}

    /** The names of the values. */
    public List<String> labels() {
        return values.stream().map(Value::label).toList();
    }

    /** Every point of these axes, the last axis fastest. */
    static List<GridPoint> points(SettingValues base, List<Axis> axes) {
        List<GridPoint> points = List.of(new GridPoint(Map.of(), base));
        for (Axis axis : axes) {
            List<GridPoint> more = new ArrayList<>();
            for (GridPoint point : points) {
                axis.values.forEach(value -> more.add(point.with(axis.name, value)));
            }
            points = more;
        }
        return points;
    }
}
