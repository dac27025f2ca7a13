package bft.experiments.benchmark;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** What became of a rule in a cell. */
sealed interface Outcome {
    /** The line for programs; begins with what was measured where. */
    Map<String, Object> json();

    /**
     * A rule in a cell.
     *
     * @param rule its specification
     * @param f rows it takes for Byzantine
     */
    record Subject(Cell cell, String rule, int f) {
        private Map<String, Object> json(String bench) {
            var line = new LinkedHashMap<String, Object>();
            line.put("bench", bench);
            line.put("peer", "bft");
            line.put("rule", rule);
            line.put("n", cell.n());
            line.put("f", f);
            line.put("d", cell.d());
            line.put("threads", cell.threads());
            return line;
        }
    }

    /** It does not work there; why is the inequality with its numbers. */
    record Skipped(Subject subject, String why) implements Outcome {
        @Override
        public Map<String, Object> json() {
            Map<String, Object> line = subject.json("skipped");
            line.put("reason", why);
            return line;
        }
    }

    /**
     * It was measured, in turn with a reading pass and with the mean.
     *
     * @param kernels in use
     * @param distances whether those to the output were measured too
     */
    record Timed(
            Subject subject,
            Rotation.Cost own,
            Rotation.Cost read,
            Rotation.Cost mean,
            String kernels,
            boolean distances)
            implements Outcome {
        private static final double NANOS_PER_MILLI = 1e6;

        double msMin() {
            return Arrays.stream(own.nanos()).min().orElseThrow() / NANOS_PER_MILLI;
        }

        double msMedian() {
            return median(own.nanos()) / NANOS_PER_MILLI;
        }

        double msMax() {
            return Arrays.stream(own.nanos()).max().orElseThrow() / NANOS_PER_MILLI;
        }

        double readMs() {
            return median(read.nanos()) / NANOS_PER_MILLI;
        }

        /** Input read a second, in 10⁹ bytes. */
        double gigabytes() {
            return subject.cell.bytes() / median(own.nanos());
        }

        /** How many times as long as reading the rows, in the median of the turns. */
        double readRatio() {
            return ratio(own, read);
        }

        /** How many times as long as the mean, in the median of the turns. */
        double meanRatio() {
            return ratio(own, mean);
        }

        /** Bytes allocated by a call. */
        long bytes() {
            return Math.round(median(own.bytes()));
        }

        @Override
        public Map<String, Object> json() {
            Map<String, Object> line = subject.json("rule");
            line.put("ms_min", rounded(msMin()));
            line.put("ms_median", rounded(msMedian()));
            line.put("ms_max", rounded(msMax()));
            line.put("gb_s", rounded(gigabytes()));
            line.put("read_ratio", rounded(readRatio()));
            line.put("mean_ratio", rounded(meanRatio()));
            line.put("bytes_per_call", bytes());
            line.put("read_ms", rounded(readMs()));
            line.put("repeats", own.nanos().length);
            line.put("kernels", kernels);
            line.put("distances", distances);
            line.put("jdk", Runtime.version().toString());
            return line;
        }

        /** Both were timed in each turn, so what slowed that turn cancels. */
        private static double ratio(Rotation.Cost a, Rotation.Cost b) {
            var ratios = new double[a.nanos().length];
            Arrays.setAll(ratios, turn -> a.nanos()[turn] / b.nanos()[turn]);
            return median(ratios);
        }

        private static double median(double[] values) {
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            int half = sorted.length / 2;
            return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        }

        private static double rounded(double value) {
            return new BigDecimal(value).round(new MathContext(5)).doubleValue();
        }
    }
}
