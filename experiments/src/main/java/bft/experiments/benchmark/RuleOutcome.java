package bft.experiments.benchmark;

import java.util.LinkedHashMap;
import java.util.Map;

/** The outcome of a rule in a cell. */
sealed interface RuleOutcome {
    /** The line for programs; begins with the rule and the cell. */
    Map<String, Object> json();

    /**
     * A rule in a cell.
     *
     * @param rule its specification
     * @param f number of rows that may be Byzantine
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

    /** The rule does not admit the cell; {@code why} is the inequality with its numbers. */
    record Skipped(Subject subject, String why) implements RuleOutcome {
        @Override
        public Map<String, Object> json() {
            Map<String, Object> line = subject.json("skipped");
            line.put("reason", why);
            return line;
        }
    }

    /**
     * The rule was timed, in turn with a reading pass and the mean.
     *
     * @param kernels in use
     * @param distances whether the distances to the output were measured too
     */
    record Timed(
            Subject subject,
            Rotation.Cost own,
            Rotation.Cost read,
            Rotation.Cost mean,
            String kernels,
            boolean distances)
            implements RuleOutcome {
        double msMin() {
            return own.msMin();
        }

        double msMedian() {
            return own.msMedian();
        }

        double msMax() {
            return own.msMax();
        }

        double readMs() {
            return read.msMedian();
        }

        /** Input read a second, in 10⁹ bytes. */
        double gigabytes() {
            return subject.cell.bytes() / (1e6 * own.msMedian());
        }

        /** How many times as long as reading the rows, in the median of the repeats. */
        double readRatio() {
            return own.ratioTo(read);
        }

        /** How many times as long as the mean, in the median of the repeats. */
        double meanRatio() {
            return own.ratioTo(mean);
        }

        /** Bytes allocated by a call. */
        long bytes() {
            return own.bytesMedian();
        }

        @Override
        public Map<String, Object> json() {
            Map<String, Object> line = subject.json("rule");
            line.put("ms_min", OptimiserOutcome.rounded(msMin()));
            line.put("ms_median", OptimiserOutcome.rounded(msMedian()));
            line.put("ms_max", OptimiserOutcome.rounded(msMax()));
            line.put("gb_s", OptimiserOutcome.rounded(gigabytes()));
            line.put("read_ratio", OptimiserOutcome.rounded(readRatio()));
            line.put("mean_ratio", OptimiserOutcome.rounded(meanRatio()));
            line.put("bytes_per_call", bytes());
            line.put("read_ms", OptimiserOutcome.rounded(readMs()));
            line.put("repeats", own.nanos().length);
            line.put("kernels", kernels);
            line.put("distances", distances);
            line.put("jdk", Runtime.version().toString());
            return line;
        }
    }
}
