package bft.aggregation.golden;

import bft.aggregation.AggregationRule;
import bft.aggregation.RoundContext;
import bft.aggregation.engine.Aggregator;
import bft.aggregation.engine.RowReport;
import bft.aggregation.rules.Rules;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One recorded case: the variant of our rules that gives the same answer as the recorded
 * implementation, and the answer.
 *
 * @param specification what {@link Rules#of} reads; empty if no rule of ours gives this answer
 * @param f rows to declare Byzantine: 0 where the recorded code ignores it, less the number of rows
 *     that are not finite where the code counts these against it
 * @param form the kind of answer
 * @param unsupported why there is no specification; empty if there is one
 */
public record GoldenCase(
        Optional<String> specification, int f, Form form, Optional<String> unsupported) {
    /** What the recorded output is. */
    public enum Form {
        /** One row: the aggregate. */
        ROW,
        /** One row, and the first row of the input is the trusted gradient. */
        ROW_BY_TRUSTED,
        /** The mixed rows that a pre-aggregation makes. */
        MIXED_ROWS,
        /** One row: the weight of each input row. */
        WEIGHTS
    }

    /**
     * Finds the rule for a case.
     *
     * @param fields the fields of the case as read from JSON; not modified
     * @throws IllegalArgumentException if {@code f} is not a whole number
     */
    public static GoldenCase of(Map<String, ?> fields) {
        var convention = new Convention(fields);
        Optional<String> unsupported = convention.unsupported();
        Optional<String> specification =
                unsupported.isPresent() ? Optional.empty() : convention.specification();
        Optional<String> reason =
                specification.isPresent() || unsupported.isPresent()
                        ? unsupported
                        : Optional.of("no rule " + convention.rule());
        return new GoldenCase(specification, convention.faulty(), form(convention.rule()), reason);
    }

    private static Form form(String rule) {
        return switch (rule) {
            case "nnm", "arc", "clip", "bucketing" -> Form.MIXED_ROWS;
            case "foolsgold-weights" -> Form.WEIGHTS;
            case "fltrust" -> Form.ROW_BY_TRUSTED;
            default -> Form.ROW;
        };
    }

    /**
     * Our answer.
     *
     * @param input rows of the case, not modified
     * @return one row, or for {@link Form#MIXED_ROWS} several
     * @throws IllegalArgumentException if the rule refuses the input, or there is no rule
     */
    public float[][] answer(Aggregator aggregator, float[][] input) {
        AggregationRule rule =
                Rules.of(specification.orElseThrow(IllegalArgumentException::new), f);
        if (form == Form.MIXED_ROWS) {
            rule.requireAdmissible(input.length);
            return aggregator.mixedRows(rule, input, RoundContext.first(0));
        }
        boolean trusted = form == Form.ROW_BY_TRUSTED;
        RoundContext round =
                new RoundContext(0, new float[0], 0, trusted ? input[0] : new float[0]);
        float[][] rows = trusted ? Arrays.copyOfRange(input, 1, input.length) : input;
        var aggregation = aggregator.aggregate(rule, rows, round);
        return new float[][] {
            form == Form.WEIGHTS ? weights(aggregation.rows()) : aggregation.output()
        };
    }

    private static float[] weights(List<RowReport> reports) {
        var weights = new float[reports.size()];
        for (RowReport report : reports) {
            weights[report.row()] = (float) report.weight();
        }
        return weights;
    }

    /** Whether a field of a case holds a NaN or an infinity, which JSON writes as a string. */
    static boolean isFinite(Object value) {
        return value instanceof Collection<?> values
                ? values.stream().allMatch(GoldenCase::isFinite)
                : value instanceof Number;
    }
}
