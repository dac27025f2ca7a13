package bft.worker.codec;

import static bft.spec.Parameter.number;
import static bft.spec.Parameter.whole;
import static bft.spec.Parameter.word;

import bft.aggregation.Seeds;
import bft.spec.Arguments;
import bft.spec.Parameter;
import bft.spec.Registry;
import bft.spec.Spec;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All codecs, by name and by number. */
public final class Codecs {

    /** The codec that every server and worker supports, and that models are sent with. */
    public static final GradientCodec FLOAT32 =
            new FixedWidth("float32", 0, Float.BYTES, new Float32());

    private static final String RULES = "rules that hold";
    private static final String SPARSE =
            "nnm before any rule, geometric-median, centered-clipping with a radius like the"
                    + " gradients' length, and most rules after history";
    private static final String STICH =
            "Stich, Cordonnier, Jaggi: Sparsified SGD with Memory, NeurIPS 2018";
    private static final String QSGD =
            "Alistarh et al.: QSGD, NIPS 2017, with blocks and a fixed number of bits";
    private static final Parameter ROUNDING =
            word("rounding", "stochastic", "nearest").means("of a value between two levels");
    private static final Parameter FEEDBACK =
            number("feedback", "1")
                    .atLeast(0)
                    .atMost(1)
                    .means("share of the lost part that is added to the next gradient");

    private static final Registry<GradientCodec> REGISTRY = new Registry<>("codec");

    static {
        REGISTRY.named("float32", "gradients as they are").madeBy(given -> FLOAT32);
        REGISTRY.named("bfloat16", "the upper 16 bits of a float32")
                .madeBy(given -> new FixedWidth("bfloat16", 1, Short.BYTES, new Bfloat16()));
        REGISTRY.named("float16", "IEEE 754 half precision")
                .madeBy(given -> new FixedWidth("float16", 2, Short.BYTES, new Float16()));
        REGISTRY.named("int8", "8 bits a coordinate and a scale for each block")
                .takes(block("256"), levels(8), ROUNDING)
                .source(QSGD)
                .madeBy(given -> quantised(given, 8, given.whole("levels")));
        REGISTRY.named("int4", "4 bits a coordinate and a scale for each block")
                .takes(block("256"), levels(4), ROUNDING)
                .source(QSGD)
                .madeBy(given -> quantised(given, 4, given.whole("levels")));
        REGISTRY.named("ternary", "-1, 0 or 1 times a scale for each block")
                .takes(block("256"), ROUNDING)
                .fact(
                        RULES,
                        "those that compare whole rows; the median of a coordinate is mostly 0")
                .source("Wen et al.: TernGrad, NIPS 2017")
                .madeBy(given -> quantised(given, 2, Quantised.mostLevels(2)));
        REGISTRY.named("sign", "the sign times a scale for each block")
                .takes(block("4096"), FEEDBACK)
                .fact(
                        RULES,
                        "median, and most others; krum and multi-krum take attackers who send -g;"
                                + " sign-majority with feedback=0 only")
                .source("Karimireddy et al.: Error Feedback Fixes SignSGD, ICML 2019")
                .madeBy(
                        given ->
                                new SignBits(
                                        new Blocks(given.whole("block"), 1),
                                        given.number("feedback")));
        REGISTRY.named("top-k", "the largest coordinates")
                .takes(share("0.01"), FEEDBACK)
                .fact(RULES, SPARSE)
                .source(STICH)
                .madeBy(given -> sparse(given, Sparse.Kind.TOP_K, new WholeValues()));
        REGISTRY.named("threshold", "the coordinates of at least a given size")
                .takes(
                        number("value", "0.01")
                                .atLeast(0)
                                .atMost(1e18)
                                .means("the smallest size that is sent"),
                        FEEDBACK)
                .fact(RULES, SPARSE)
                .source("Strom: Scalable Distributed DNN Training, Interspeech 2015")
                .madeBy(Codecs::threshold);
        REGISTRY.named("random-k", "one coordinate of each group, drawn by the seed")
                .takes(
                        whole("one-in", "100")
                                .atLeast(2)
                                .atMost(RandomK.MAX_GROUP)
                                .means("coordinates in a group"),
                        word("scaled", "yes", "no")
                                .means(
                                        "whether values are multiplied by the group size, so that the mean is unbiased"),
                        number("feedback", "auto")
                                .atLeast(0)
                                .atMost(1)
                                .means("as for sign; auto is 0 if scaled, else 1"))
                .fact(RULES, "none is known to")
                .source(STICH)
                .madeBy(Codecs::randomK);
        REGISTRY.named("sparse-loco", "the largest of each block, in two bits and a scale")
                .takes(block("4096"), share("0.02"), FEEDBACK)
                .fact(RULES, SPARSE)
                .source(
                        "Sarfi, Therien, Lidin, Belilovsky: SparseLoCo, 2025; what 2 bits mean is ours")
                .madeBy(Codecs::sparseLoco);
        REGISTRY.named("sketch", "the largest coordinates, in buckets of similar values")
                .takes(share("0.05"), whole("buckets", "64").atLeast(2), FEEDBACK)
                .fact(RULES, SPARSE)
                .source("Jiang, Fu, Yang, Cui: SketchML, SIGMOD 2018, its quantile sketch")
                .madeBy(
                        given ->
                                sparse(
                                        given,
                                        Sparse.Kind.SKETCH,
                                        new SketchedValues(given.whole("buckets"))));
    }

    /** With their default parameters, in the order in which a server offers them. */
    public static final List<GradientCodec> ALL =
            REGISTRY.names().stream().map(Codecs::of).toList();

    /** Models as what has changed; gradients are never sent this way. */
    public static final Delta DELTA = new Delta();

    /** What models may be encoded with, besides float32: no choice in them is random. */
    public static final List<GradientCodec> OF_MODELS =
            List.of(of("bfloat16"), of("float16"), DELTA);

    private static final long NOISE = 0x636F646563L;

    private Codecs() {}

    /**
     * The codec of that name, with parameters.
     *
     * @throws IllegalArgumentException if there is none, or a parameter is not allowed
     */
    public static GradientCodec of(String name) {
        return REGISTRY.make(name);
    }

    /**
     * The codec for models of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static GradientCodec ofModels(String name) {
        return Stream.concat(Stream.of(FLOAT32), OF_MODELS.stream())
                .filter(codec -> codec.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "models travel in float32, %s, got %s"
                                                .formatted(names(OF_MODELS), name)));
    }

    /** All codecs, for listings. */
    public static Registry<?> registry() {
        return REGISTRY;
    }

    private static Parameter block(String defaultText) {
        return whole("block", defaultText)
                .atLeast(Blocks.MIN_BLOCK)
                .atMost(Blocks.MAX_BLOCK)
                .means("coordinates of a block, a multiple of " + Blocks.MIN_BLOCK);
    }

    private static Parameter levels(int bits) {
        int most = Quantised.mostLevels(bits);
        return whole("levels", "" + most).atLeast(1).atMost(most).means("on either side of 0");
    }

    private static Parameter share(String defaultText) {
        return number("share", defaultText).above(0).atMost(1).means("of the coordinates");
    }

    private static GradientCodec quantised(Arguments given, int bits, int levels) {
        var blocks = new Blocks(given.whole("block"), bits);
        return new Quantised(bits, blocks, levels, given.is("rounding", "stochastic"));
    }

    private static GradientCodec sparse(Arguments given, Sparse.Kind kind, ValueCode code) {
        double feedback = given.number("feedback");
        return new Sparse(kind, given.number("share"), Sparse.LONG_RUN, code, 0, feedback);
    }

    private static GradientCodec threshold(Arguments given) {
        return new Sparse(
                Sparse.Kind.THRESHOLD,
                1,
                Sparse.LONG_RUN,
                new WholeValues(),
                given.number("value"),
                given.number("feedback"));
    }

    private static GradientCodec sparseLoco(Arguments given) {
        return new Sparse(
                Sparse.Kind.SPARSE_LOCO,
                given.number("share"),
                given.whole("block"),
                new TwoBitValues(),
                0,
                given.number("feedback"));
    }

    private static GradientCodec randomK(Arguments given) {
        boolean scaled = given.is("scaled", "yes");
        double feedback = given.number("feedback", scaled ? 0 : Feedback.DEFAULT);
        return new RandomK(given.whole("one-in"), scaled, feedback);
    }

    /** The codec with this number among the given ones; empty if there is none. */
    public static Optional<GradientCodec> numbered(int number, List<GradientCodec> some) {
        return some.stream().filter(codec -> codec.number() == number).findAny();
    }

    /** Whether a reader of these codecs can decode what this codec writes. */
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

    /** The seed for the codec when a worker sends its gradient on a version. */
    public static long seed(long jobSeed, int worker, long version) {
        return Seeds.mix(jobSeed, worker, version, NOISE);
    }
}
