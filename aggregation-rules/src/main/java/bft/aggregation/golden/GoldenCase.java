package bft.aggregation.golden;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One recorded case: which of our rules, in which variant, answers as the implementation that was
 * recorded. Codes that go by one name differ in neighbours, powers, kinds of median and more; a
 * case's {@code convention} says in what, and here it becomes parameters.
 *
 * @param specification what {@link bft.aggregation.Rules#of} reads; empty if no rule of ours
 *     answers so
 * @param unsupported why there is none; empty if there is
 */
public record GoldenCase(Optional<String> specification, Optional<String> unsupported) {
    /**
     * Finds the rule for a case.
     *
     * @param fields the fields of the case as read from JSON: {@code rule}, {@code convention},
     *     {@code n}, {@code f} and {@code nonfinite} are looked at; not modified
     */
    public static GoldenCase of(Map<String, ?> fields) {
        String rule = String.valueOf(fields.get("rule"));
        Map<?, ?> convention = fields.get("convention") instanceof Map<?, ?> map ? map : Map.of();
        boolean holes = "defined".equals(fields.get("nonfinite"));
        return switch (rule) {
            case "average" -> supported("mean");
            case "median" ->
                    holes
                            ? unsupported("fills in for NaN; ours leaves the row out")
                            : supported("median:kind=" + text(convention, "median", "midpoint"));
            case "trmean" -> supported("trimmed-mean" + given(convention, "cut", ":cut="));
            case "krum" -> krum("krum", convention);
            case "multikrum" -> krum("multi-krum", convention);
            default -> unsupported("no rule " + rule);
        };
    }

    private static GoldenCase krum(String name, Map<?, ?> convention) {
        if (convention.containsKey("kind")) {
            return unsupported(name + " of kind " + convention.get("kind"));
        }
        if (convention.containsKey("weights")) {
            return unsupported("weights that the workers report themselves");
        }
        if (!convention.containsKey("neighbours")) {
            return supported(name);
        }
        String m = name.equals("krum") ? "" : given(convention, "m", ",m=");
        return supported(
                name
                        + given(convention, "neighbours", ":neighbours=")
                        + given(convention, "power", ",power=")
                        + m
                        + ("sum".equals(convention.get("reduce")) ? ",reduce=sum" : "")
                        + ",guarantee=none");
    }

    private static GoldenCase supported(String specification) {
        return new GoldenCase(Optional.of(specification), Optional.empty());
    }

    private static GoldenCase unsupported(String reason) {
        return new GoldenCase(Optional.empty(), Optional.of(reason));
    }

    private static String text(Map<?, ?> convention, String key, String otherwise) {
        return Objects.toString(convention.get(key), otherwise);
    }

    /** The value with something before it, or nothing if there is no value. */
    private static String given(Map<?, ?> convention, String key, String before) {
        Object value = convention.get(key);
        return value == null ? "" : before + (value instanceof Number x ? x.longValue() : value);
    }
}
