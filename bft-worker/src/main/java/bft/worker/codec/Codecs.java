package bft.worker.codec;

import bft.aggregation.Seeds;
import bft.spec.Spec;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The codecs there are, by name and by number. */
public final class Codecs {

    /** What every server and worker knows, and models travel in. */
    public static final GradientCodec FLOAT32 = new Float32();

    /** With their usual parameters, in the order in which a server offers them. */
    public static final List<GradientCodec> ALL =
            List.of(
                    FLOAT32,
                    new Bfloat16(),
                    of("float16"),
                    of("int8"),
                    of("int4"),
                    of("ternary"),
                    of("sign"),
                    of("top-k"),
                    of("threshold"),
                    of("random-k"),
                    of("sparse-loco"),
                    of("sketch"));

    private static final long NOISE = 0x636F646563L;

    private Codecs() {}

    /**
     * The codec of that name, with parameters.
     *
     * @throws IllegalArgumentException if there is none, or a parameter is not allowed
     */
    public static GradientCodec of(String name) {
        Spec spec = Spec.parse(name);
        return switch (spec.name()) {
            case "float32" -> plain(spec, FLOAT32);
            case "bfloat16" -> plain(spec, new Bfloat16());
            case "float16" -> plain(spec, new Float16());
            case "int8" -> quantised(spec.allowing("block", "levels", "rounding"), 8, 256);
            case "int4" -> quantised(spec.allowing("block", "levels", "rounding"), 4, 256);
            case "ternary" -> quantised(spec.allowing("block", "rounding"), 2, 256);
            case "sign" -> sign(spec.allowing("block", "feedback"));
            case "top-k" -> topK(spec.allowing("share", "feedback"));
            case "threshold" -> threshold(spec.allowing("value", "feedback"));
            case "random-k" -> randomK(spec.allowing("one-in", "scaled", "feedback"));
            case "sparse-loco" -> sparseLoco(spec.allowing("block", "share", "feedback"));
            case "sketch" -> sketch(spec.allowing("share", "buckets", "feedback"));
            default ->
                    throw new IllegalArgumentException(
                            "codec '%s' is not known, there are: %s".formatted(name, kinds()));
        };
    }

    private static String kinds() {
        return ALL.stream()
                .map(codec -> Spec.parse(codec.name()).name())
                .collect(Collectors.joining(", "));
    }

    private static GradientCodec plain(Spec spec, GradientCodec codec) {
        spec.allowing();
        return codec;
    }

    private static GradientCodec quantised(Spec spec, int bits, int block) {
        return new Quantised(
                bits,
                new Blocks(spec.integer("block", block), bits),
                spec.integer("levels", Quantised.mostLevels(bits)),
                spec.oneOf("rounding", "stochastic", "nearest").equals("stochastic"));
    }

    private static GradientCodec sign(Spec spec) {
        var blocks = new Blocks(spec.integer("block", 4096), 1);
        return new SignBits(blocks, feedback(spec));
    }

    private static GradientCodec topK(Spec spec) {
        return sparse(spec, Sparse.Kind.TOP_K, 0.01, new WholeValues());
    }

    private static GradientCodec sketch(Spec spec) {
        var buckets = new SketchedValues(spec.integer("buckets", 64));
        return sparse(spec, Sparse.Kind.SKETCH, 0.05, buckets);
    }

    private static GradientCodec sparse(Spec spec, Sparse.Kind kind, double share, ValueCode code) {
        return new Sparse(
                kind, spec.number("share", share), Sparse.LONG_RUN, code, 0, feedback(spec));
    }

    private static GradientCodec threshold(Spec spec) {
        return new Sparse(
                Sparse.Kind.THRESHOLD,
                1,
                Sparse.LONG_RUN,
                new WholeValues(),
                spec.number("value", 0.01),
                feedback(spec));
    }

    private static GradientCodec sparseLoco(Spec spec) {
        return new Sparse(
                Sparse.Kind.SPARSE_LOCO,
                spec.number("share", 0.02),
                spec.integer("block", 4096),
                new TwoBitValues(),
                0,
                feedback(spec));
    }

    private static GradientCodec randomK(Spec spec) {
        boolean scaled = spec.oneOf("scaled", "yes", "no").equals("yes");
        double feedback = spec.number("feedback", scaled ? 0 : Feedback.USUAL);
        return new RandomK(spec.integer("one-in", 100), scaled, feedback);
    }

    private static double feedback(Spec spec) {
        return spec.number("feedback", Feedback.USUAL);
    }

    /** The codec of that number among some; empty if it is not one of them. */
    public static Optional<GradientCodec> numbered(int number, List<GradientCodec> some) {
        return some.stream().filter(codec -> codec.number() == number).findAny();
    }

    /** Whether a reader of these codecs understands what another one writes. */
    public static boolean understand(List<GradientCodec> readers, GradientCodec writer) {
        return readers.stream().anyMatch(codec -> codec.format().equals(writer.format()));
    }

    /**
     * Several, separated by commas, each kind once.
     *
     * @throws IllegalArgumentException if one is not known or comes twice with other parameters
     */
    public static List<GradientCodec> listed(String names) {
        List<GradientCodec> listed =
                Spec.parseChain(names).stream()
                        .map(Spec::toString)
                        .map(Codecs::of)
                        .distinct()
                        .toList();
        for (GradientCodec codec : listed) {
            if (listed.stream().filter(other -> other.number() == codec.number()).count() > 1) {
                throw new IllegalArgumentException(
                        "codecs must name each kind once, got %s".formatted(names(listed)));
            }
        }
        return listed;
    }

    /** Their names, separated by commas. */
    public static String names(List<GradientCodec> codecs) {
        return codecs.stream().map(GradientCodec::name).collect(Collectors.joining(", "));
    }

    /** The seed of what is random when a worker sends its gradient at a version. */
    public static long seed(long jobSeed, int worker, long version) {
        return Seeds.mix(jobSeed, worker, version, NOISE);
    }
}
