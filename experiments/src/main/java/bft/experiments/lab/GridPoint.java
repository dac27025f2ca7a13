package bft.experiments.lab;

import bft.worker.config.SettingValues;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/**
 * One point of a grid.
 *
 * @param labels by axis, in order of the axes
 * @param settings the base settings with those of the labels
 */
public record GridPoint(Map<String, String> labels, SettingValues settings) {

    GridPoint with(String axis, Axis.Value value) {
        Map<String, String> longer = new LinkedHashMap<>(labels);
        longer.put(axis, value.label());
        return new GridPoint(longer, value.settings().over(settings));
    }

    /** Its labels as one word, numbers with their axis: {@code krum,batch=3}. */
    public String name() {
        return name(labels);
    }

    /** Labels as one word; {@code all} if there are none. */
    public static String name(Map<String, String> labels) {
        var name = new StringJoiner(",");
        name.setEmptyValue("all");
        labels.forEach(
                (axis, label) -> name.add(label.matches("[0-9.]+") ? axis + "=" + label : label));
        return name.toString();
    }
}
