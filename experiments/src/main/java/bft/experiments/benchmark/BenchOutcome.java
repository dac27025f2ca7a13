package bft.experiments.benchmark;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a benchmark measured of one thing, by the names that the values have in JSON. */
final class BenchOutcome {
    private final Map<String, Object> values = new LinkedHashMap<>();

    BenchOutcome(String bench) {
        values.put("bench", bench);
    }

    BenchOutcome with(String name, Object value) {
        values.put(name, value);
        return this;
    }

    /** The times of one call, over the repeats. */
    BenchOutcome times(Rotation.Cost own) {
        return with("ms_min", own.msMin())
                .with("ms_median", own.msMedian())
                .with("ms_max", own.msMax());
    }

    /** Adds the columns of the times of one call to a table. */
    static OutcomeTable<BenchOutcome> times(OutcomeTable<BenchOutcome> table) {
        return table.number("   ms min", outcome -> outcome.number("ms_min"))
                .number("   median", outcome -> outcome.number("ms_median"))
                .number("      max", outcome -> outcome.number("ms_max"))
                .number("  GB/s", outcome -> outcome.number("gb_s"));
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    Object get(String name) {
        return values.get(name);
    }

    double number(String name) {
        return ((Number) values.get(name)).doubleValue();
    }

    /** As a line of JSON, with five significant digits. */
    Map<String, Object> json() {
        Map<String, Object> line = new LinkedHashMap<>(values);
        line.replaceAll((name, value) -> value instanceof Double d ? rounded(d) : value);
        line.put("jdk", Runtime.version().toString());
        return line;
    }

    private static double rounded(double value) {
        return new BigDecimal(value).round(new MathContext(5)).doubleValue();
    }
}
