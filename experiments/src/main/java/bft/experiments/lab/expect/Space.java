package bft.experiments.lab.expect;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The names that an expression may use.
 *
 * @param axes labels of each axis of the grid, in order
 * @param measures the measures taken at each point
 */
public record Space(Map<String, List<String>> axes, Collection<String> measures) {

    /**
     * All combinations of the labels of these axes, the last axis fastest; one empty combination if
     * there are no axes.
     */
    List<Map<String, String>> combinations(Collection<String> wanted) {
        List<Map<String, String>> all = List.of(Map.of());
        for (String axis : wanted) {
            List<Map<String, String>> longer = new ArrayList<>();
            for (Map<String, String> shorter : all) {
                for (String label : axes.get(axis)) {
                    Map<String, String> combination = new LinkedHashMap<>(shorter);
                    combination.put(axis, label);
                    longer.add(combination);
                }
            }
            all = longer;
        }
        return all;
    }

    /** The axes that have this label. */
    List<String> axesWith(String label) {
        return axes.keySet().stream().filter(axis -> axes.get(axis).contains(label)).toList();
    }
}
