package bft.experiments.lab;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Settings of one point of a grid, as words.
 *
 * @param values by key
 */
public record Settings(Map<String, String> values) {
    public Settings {
        values = Map.copyOf(values);
    }

    /** These with others over them. */
    Settings with(Map<String, String> others) {
        Map<String, String> all = new LinkedHashMap<>(values);
        all.putAll(others);
        return new Settings(all);
    }

    /** These without some keys. */
    Settings without(String... keys) {
        Map<String, String> rest = new LinkedHashMap<>(values);
        for (String key : keys) {
            rest.remove(key);
        }
        return new Settings(rest);
    }

    /** A word, or the other one if none is set. */
    public String text(String key, String otherwise) {
        return values.getOrDefault(key, otherwise);
    }

    /**
     * A whole number, or the other one if none is set.
     *
     * @throws IllegalArgumentException if the value is none
     */
    public int integer(String key, int otherwise) {
        String value = values.get(key);
        try {
            return value == null ? otherwise : Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    key + " must be a whole number, got '" + value + "'", e);
        }
    }

    /**
     * A finite number, or the other one if none is set.
     *
     * @throws IllegalArgumentException if the value is none
     */
    public double number(String key, double otherwise) {
        String value = values.get(key);
        try {
            double number = value == null ? otherwise : Double.parseDouble(value);
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, like those that are not finite
        }
        throw new IllegalArgumentException(key + " must be a number, got '" + value + "'");
    }
}
