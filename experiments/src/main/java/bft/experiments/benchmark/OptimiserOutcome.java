package bft.experiments.benchmark;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The measurements of one optimiser.
 *
 * @param slots arrays of d floats in its state
 * @param own one step
 * @param copy a copy of d floats
 */
record OptimiserOutcome(String optimiser, int d, int slots, Rotation.Cost own, Rotation.Cost copy) {
    /** Arrays that a step must read or write: parameters and slots both, the gradient one. */
    int arrays() {
        return 3 + 2 * slots;
    }

    /** Bytes of these a second, in 10⁹. */
    double gigabytes() {
        return 4.0 * d * arrays() / (own.msMedian() * 1e6);
    }

    /** How many times as long as a copy of d floats. */
    double copyRatio() {
        return own.ratioTo(copy);
    }

    /** How many times as long as a copy that reads and writes as much: 1 is the speed of memory. */
    double leastRatio() {
        return copyRatio() * 2 / arrays();
    }

    /** As a line of JSON. */
    Map<String, Object> json() {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("bench", "optimiser");
        line.put("peer", "bft");
        line.put("optimiser", optimiser);
        line.put("d", d);
        line.put("slots", slots);
        line.put("ms_min", rounded(own.msMin()));
        line.put("ms_median", rounded(own.msMedian()));
        line.put("ms_max", rounded(own.msMax()));
        line.put("gb_s", rounded(gigabytes()));
        line.put("copy_ratio", rounded(copyRatio()));
        line.put("least_ratio", rounded(leastRatio()));
        line.put("bytes_per_call", own.bytesMedian());
        line.put("copy_ms", rounded(copy.msMedian()));
        line.put("repeats", own.nanos().length);
        line.put("jdk", Runtime.version().toString());
        return line;
    }

    static double rounded(double value) {
        return new BigDecimal(value).round(new MathContext(5)).doubleValue();
    }
}
