package bft.attacks;

import bft.aggregation.AggregationRule;
import bft.aggregation.rules.Rules;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * One recorded answer of a public implementation: the honest vectors it was given and the vector
 * that it forged.
 */
record GoldenAttack(JsonNode json) {

    static List<GoldenAttack> all() throws IOException {
        try (var in = GoldenAttack.class.getResourceAsStream("golden-attacks.json.gz")) {
            JsonNode cases = new ObjectMapper().readTree(new GZIPInputStream(in)).get("attack");
            List<GoldenAttack> all = new ArrayList<>();
            cases.forEach(json -> all.add(new GoldenAttack(json)));
            return all;
        }
    }

    String id() {
        return json.get("id").asText();
    }

    boolean normative() {
        return json.get("normative").asBoolean();
    }

    /** The specification that reproduces the recorded convention, if one of ours does. */
    Optional<String> spec() {
        return Optional.ofNullable(
                switch (json.get("rule").asText()) {
                    case "alie" ->
                            "little-is-enough:z=%s,sign=%s,ddof=%s"
                                    .formatted(
                                            json.get("peer").asText().matches("blades|epfml")
                                                    ? "neurips"
                                                    : convention("z"),
                                            convention("sign").equals("1") ? "plus" : "minus",
                                            convention("ddof"));
                    case "anticge" -> "anti-cge:least=twice";
                    case "empire-strict" -> strict(convention().get("epsilon").asDouble());
                    case "ipm" -> "inner-product-manipulation:epsilon=" + convention("epsilon");
                    case "empire" -> along("empire:factor=");
                    case "little" -> along("little-is-enough:sign=plus,z=");
                    case "hidden" -> hidden();
                    case "inf" -> "non-finite:kind=inf";
                    case "nan" -> "non-finite:kind=nan";
                    case "mimic" -> "mimic:worker=" + convention("epsilon");
                    case "minmax" -> "min-max:direction=" + direction();
                    case "minsum" -> "min-sum:bound=min,direction=" + direction();
                    case "opt_alie" -> tuned("opt-alie");
                    case "opt_ipm" -> tuned("opt-ipm");
                    case "reverse" -> "reversed:scale=" + convention("coeff");
                    case "signflip" -> "inner-product-manipulation:epsilon=1";
                    default -> throw new AssertionError("no such attack: " + id());
                });
    }

    /** An omniscient adversary whose own vectors are the first honest ones. */
    AdversaryView view() {
        float[][] honest = new float[json.get("input").size()][];
        Arrays.setAll(honest, i -> floats(json.get("input").get(i)));
        int f = json.get("f").asInt();
        float[][] own = new float[f][];
        Arrays.setAll(own, k -> honest[k % honest.length]);
        return new AdversaryView(
                own, honest, new float[honest[0].length], honest.length + f, f, rule(), 0, 0);
    }

    double[] expected() {
        return doubles(json.get("output"));
    }

    /** In single precision: absolute part, to which 1e-5 of the value is added. */
    double tolerance() {
        return json.get("atol32").asDouble();
    }

    private String along(String start) {
        double factor = convention().get("factor").asDouble();
        boolean negative = convention().get("negative").asBoolean();
        if (factor > 0) {
            return start + (negative ? -factor : factor);
        }
        // Searched against the direction, but built along it: an accident of that code, reproduced
        // here.
        String side = negative ? ",side=other" : "";
        return rule().isEmpty() ? null : start + "search,evals=" + (int) -factor + side;
    }

    private String strict(double epsilon) {
        String start = "inner-product-manipulation:epsilon=";
        if (epsilon > 0) {
            return start + epsilon;
        }
        return rule().isEmpty() ? null : start + "search,evals=" + (int) -epsilon;
    }

    private String hidden() {
        String along = along("hidden-vulnerability:factor=");
        return along == null ? null : along + ",coordinate=" + convention("target_idx");
    }

    private String tuned(String name) {
        return rule().isEmpty()
                ? null
                : name + ":evals=" + convention("evals") + ",step=" + convention("delta");
    }

    private String direction() {
        return switch (convention("dev")) {
            case "unit_vec" -> "unit";
            case "sign" -> "sign";
            default -> "deviation";
        };
    }

    /** The rule under attack, if it is one of ours and the attack uses it. */
    private Optional<AggregationRule> rule() {
        int f = json.get("f").asInt();
        int n = json.get("n").asInt();
        String spec =
                convention().has("agg")
                        ? byzfl(n, f)
                        : byzantineMomentum(convention().path("defense").asText());
        return spec.isEmpty() ? Optional.empty() : Optional.of(Rules.of(spec, f));
    }

    private String byzfl(int n, int f) {
        List<String> parts = new ArrayList<>();
        for (JsonNode pre : convention().get("pre")) {
            parts.add(
                    switch (pre.get(0).asText()) {
                        case "NNM" -> "nnm";
                        case "ARC" -> "arc";
                        case "Clipping" -> "clipping:c=" + pre.get(1).get("c").asText();
                        default -> throw new AssertionError("no such step: " + id());
                    });
        }
        parts.add(
                switch (convention().get("agg").get(0).asText()) {
                    case "Average" -> "mean";
                    case "Median" -> "median";
                    case "TrMean" -> "trimmed-mean";
                    case "Meamed" -> "meamed";
                    case "Krum" -> "krum:neighbours=n-f-1,guarantee=none";
                    case "MultiKrum" -> "multi-krum:neighbours=n-f-1,guarantee=none,m=" + (n - f);
                    default -> throw new AssertionError("no such rule: " + id());
                });
        return String.join(",", parts);
    }

    private String byzantineMomentum(String defense) {
        return switch (defense) {
            case "" -> "";
            case "average" -> "mean";
            case "median" -> "median:kind=lower";
            case "trmean" -> "trimmed-mean";
            case "phocas" -> "phocas";
            case "brute" -> "mda";
            case "krum" -> "multi-krum:neighbours=n-f-1,power=1";
            case "bulyan" -> "bulyan:first=averaged,power=1,kind=lower";
            default -> throw new AssertionError("no such rule: " + id());
        };
    }

    private JsonNode convention() {
        return json.get("convention");
    }

    private String convention(String field) {
        return convention().get(field).asText();
    }

    private static float[] floats(JsonNode values) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) Double.parseDouble(values.get(i).asText());
        }
        return floats;
    }

    private static double[] doubles(JsonNode values) {
        double[] doubles = new double[values.size()];
        Arrays.setAll(doubles, i -> Double.parseDouble(values.get(i).asText()));
        return doubles;
    }

    @Override
    public String toString() {
        return id();
    }
}
