package bft.aggregation.golden;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * Translates the conventions of a recorded implementation into parameters of our rules.
 * Implementations of the same rule differ in neighbours, powers, kinds of median and more; a case's
 * {@code convention} lists the differences.
 */
final class Convention {
    private final String rule;
    private final int f;
    private final Map<String, ?> fields;
    private final Map<?, ?> convention;
    private final Map<?, ?> given;

    Convention(Map<String, ?> fields) {
        this.fields = fields;
        rule = String.valueOf(fields.get("rule"));
        convention = map(fields.get("convention"));
        given = map(fields.get("params"));
        if (!(fields.get("f") instanceof Integer faulty)) {
            throw new IllegalArgumentException(
                    "\"f\" needs a whole number, got " + fields.get("f"));
        }
        f = faulty;
    }

    String rule() {
        return rule;
    }

    /** The rows to declare Byzantine. */
    int faulty() {
        return switch (rule) {
            case "median", "signsgd", "geomed", "cclip", "fltrust", "average-nan" -> 0;
            case "trmean" -> convention.containsKey("cut") ? 0 : f;
            case "dnc", "bulyan" -> f;
            default -> Math.max(0, f - notFinite());
        };
    }

    private int rows() {
        return fields.get("input") instanceof Collection<?> rows ? rows.size() : 0;
    }

    private int notFinite() {
        return fields.get("input") instanceof Collection<?> rows
                ? (int) rows.stream().filter(row -> !GoldenCase.isFinite(row)).count()
                : 0;
    }

    /** Why no rule of ours gives this answer. */
    Optional<String> unsupported() {
        String reason =
                switch (rule) {
                    case "geomed" ->
                            notFinite() > 0 && !GoldenCase.isFinite(fields.get("output"))
                                    ? "keeps a row with NaN, so all is NaN; ours excludes it"
                                    : "";
                    case "multikrum" ->
                            f == 0 && fields.containsKey("error")
                                    ? "refuses f = 0; ours then counts on every row"
                                    : "";
                    default -> "";
                };
        return Optional.of(reason).filter(r -> !r.isEmpty());
    }

    /** The specification of our rule. */
    Optional<String> specification() {
        return switch (rule) {
            case "average" -> Optional.of("mean");
            case "weighted-average" -> Optional.of("weighted-mean:weights=" + list("weights"));
            case "average-nan" -> Optional.of("finite-mean");
            case "median" -> Optional.of(median());
            case "trmean" -> Optional.of("trimmed-mean" + with("cut", "cut"));
            case "meamed" -> Optional.of("meamed" + with("kind", "median"));
            case "phocas", "mda", "cge", "nnm", "arc" -> Optional.of(rule);
            case "fltrust" -> Optional.of("fltrust:nobody=nan");
            case "caf" -> Optional.of(rule + step("powerIterations"));
            case "smea" -> Optional.of(rule + step("powerStart"));
            case "signsgd" -> Optional.of("sign-majority");
            case "krum" -> Optional.of(krum("krum", ""));
            case "multikrum" -> Optional.of(multiKrum());
            case "bulyan" -> Optional.of(bulyan());
            case "geomed" -> Optional.of(geometricMedian());
            case "cclip" ->
                    Optional.of(
                            "centered-clipping:start=zero"
                                    + more("tau", "tau")
                                    + more("iterations", "iterations"));
            case "monna" -> Optional.of("monna:row=" + given.get("idx"));
            case "aksel" ->
                    Optional.of(
                            "aksel:keep="
                                    + ("mid".equals(given.get("mode")) ? "half" : "n-f")
                                    + more("kind", "median"));
            case "dnc" -> Optional.of("dnc" + with("c", "c"));
            case "foolsgold-weights" -> Optional.of("foolsgold");
            case "clip" -> Optional.of("clipping" + with("c", "c"));
            case "bucketing" ->
                    Optional.of("bucketing:permutation=" + list("permutation") + more("s", "s"));
            case "pipeline" -> pipeline();
            default -> Optional.empty();
        };
    }

    private String median() {
        return "defined".equals(fields.get("nonfinite"))
                ? "finite-median" + with("kind", "median") + more("lost", "nonfinite")
                : "median" + with("kind", "median");
    }

    /** byzfl's single power step, if the case requires it. */
    private String step(String key) {
        return convention.containsKey(key) ? ":direction=power-step" : "";
    }

    private String krum(String name, String more) {
        return convention.containsKey("neighbours")
                ? name
                        + with("neighbours", "neighbours")
                        + more("power", "power")
                        + more
                        + ",guarantee=none"
                : name;
    }

    private String multiKrum() {
        if ("krum-iterated".equals(convention.get("kind"))) {
            return "iterated-krum:neighbours=n-f-3";
        }
        String sum = "sum".equals(convention.get("reduce")) ? ",reduce=sum" : "";
        String weights = convention.containsKey("weights") ? ",weights=" + list("weights") : "";
        return krum("multi-krum", more("m", "m") + sum + weights);
    }

    private String bulyan() {
        boolean averaged = "averaged-krum".equals(convention.get("variant"));
        boolean rescored = Boolean.TRUE.equals(convention.get("rescore"));
        String first =
                averaged
                        ? rescored ? "averaged-rescored" : "averaged"
                        : String.valueOf(convention.get("variant"));
        String second = "trmean".equals(convention.get("second")) ? ",second=trimmed-mean" : "";
        boolean countsItself = Boolean.TRUE.equals(convention.get("selfCounted"));
        String expected = notFinite() > 0 ? ",expected=" + rows() : "";
        return "bulyan:first="
                + first
                + second
                + expected
                + more("kind", "median")
                + more("m", "m")
                + more("power", "power")
                + (countsItself ? ",neighbours=n-f-3" : more("neighbours", "neighbours"));
    }

    private String geometricMedian() {
        String tolerance = convention.containsKey("ftol") ? "" : ",tolerance=0";
        return "geometric-median"
                + with("start", "start")
                + more("nu", "nu")
                + more("iterations", "iterations")
                + more("tolerance", "ftol")
                + tolerance;
    }

    /** byzfl's names, with byzfl's defaults. */
    private Optional<String> pipeline() {
        var chain = new StringJoiner(",");
        for (Object part : (List<?>) convention.get("pre")) {
            chain.add(step((List<?>) part));
        }
        chain.add(step((List<?>) convention.get("agg")));
        return Optional.of(chain.toString()).filter(text -> !text.contains("?"));
    }

    private static String step(List<?> part) {
        Map<?, ?> settings = map(part.get(1));
        return switch (String.valueOf(part.get(0))) {
            case "NNM" -> "nnm";
            case "ARC" -> "arc";
            case "Clipping" -> "clipping:c=" + settings.get("c");
            case "Median" -> "median";
            case "TrMean" -> "trimmed-mean";
            case "GeometricMedian" ->
                    "geometric-median:start=zero,tolerance=0,nu=%s,iterations=%s"
                            .formatted(settings.get("nu"), settings.get("T"));
            case "Krum" -> "krum:neighbours=n-f-1,guarantee=none";
            case "MultiKrum" -> "multi-krum:m=n-f,neighbours=n-f-1,guarantee=none";
            default -> "?";
        };
    }

    private String list(String key) {
        return convention.get(key) instanceof Collection<?> values
                ? values.stream().map(String::valueOf).collect(Collectors.joining("/"))
                : "";
    }

    /** The first parameter of a specification, or nothing if the convention does not give it. */
    private String with(String parameter, String key) {
        return convention.containsKey(key) ? ":" + parameter + "=" + text(key) : "";
    }

    /** A further parameter, or nothing if the convention does not give it. */
    private String more(String parameter, String key) {
        return convention.containsKey(key) ? "," + parameter + "=" + text(key) : "";
    }

    private String text(String key) {
        return Objects.toString(convention.get(key));
    }

    private static Map<?, ?> map(Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }
}
