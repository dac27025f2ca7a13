package bft.worker.codec;

import static bft.spec.Parameter.number;
import static bft.spec.Parameter.whole;
import static bft.spec.Parameter.word;

import bft.aggregation.Seeds;
import bft.spec.Arguments;
import bft.spec.Entry;
import bft.spec.Parameter;
import bft.spec.Registry;
import bft.spec.Spec;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The codecs there are, by name and by number. */
public final class Codecs {

    /** What every server and worker knows, and models travel in. */
    public static final GradientCodec FLOAT32 = new Float32();

    private static final String BYTES = "bytes";
    private static final String RULES = "rules";
    private static final String ALL_RULES = "all that fit float32";
    private static final String CLIPPING =
            "centered-clipping; others take directions that most coordinates do not have";
    private static final String QSGD =
            "Alistarh, Grubic, Li, Tomioka, Vojnovic: QSGD, NIPS 2017; blocks, the largest size"
                    + " instead of the length, and a fixed number of bits are ours";
    private static final Parameter BLOCK =
            whole("block", "256")
                    .atLeast(Blocks.MIN_BLOCK)
                    .atMost(Blocks.MAX_BLOCK)
                    .means("coordinates with a scale of their own");
    private static final Parameter ROUNDING =
            word("rounding", "stochastic", "nearest").means("right on average, or nearest");
    private static final Parameter FEEDBACK =
            number("feedback", "1")
                    .atLeast(0)
                    .atMost(1)
                    .means("share of what is lost that the worker's next gradient gets");

    private static final Registry<GradientCodec> REGISTRY =
            new Registry<>("codec", dense(), sparse());

    /** With their usual parameters, in the order in which a server offers them. */
    public static final List<GradientCodec> ALL =
            REGISTRY.names().stream().map(REGISTRY::make).toList();

    private static final long NOISE = 0x636F646563L;

    private Codecs() {}

    /** All of them, with their parameters. */
    public static Registry<GradientCodec> registry() {
        return REGISTRY;
    }

    /**
     * The codec of that name, with parameters.
     *
     * @throws IllegalArgumentException if there is none, or a parameter is not allowed
     */
    public static GradientCodec of(String name) {
        return REGISTRY.make(name);
    }

    private static List<Entry<GradientCodec>> dense() {
        return List.of(
                Entry.named("float32", "4 bytes a coordinate, to the bit")
                        .fact(RULES, "all")
                        .madeBy(given -> FLOAT32),
                Entry.named("bfloat16", "2 bytes a coordinate: the range of floats, 8 bits of them")
                        .fact(RULES, ALL_RULES)
                        .source("Kalamkar et al.: A Study of BFLOAT16 for Training, 2019")
                        .madeBy(given -> new Bfloat16()),
                Entry.named("float16", "2 bytes a coordinate: 11 bits, from 6e-8 to 65,504")
                        .fact(RULES, ALL_RULES)
                        .source("IEEE 754")
                        .madeBy(given -> new Float16()),
                Entry.named("int8", "steps of the largest size in a block, a byte a coordinate")
                        .takes(BLOCK, levels(8), ROUNDING)
                        .fact(BYTES, "1/3.9 of float32's")
                        .fact(RULES, ALL_RULES)
                        .source(QSGD)
                        .madeBy(given -> quantised(given, 8, given.whole("levels"))),
                Entry.named("int4", "steps of the largest size in a block, 4 bits a coordinate")
                        .takes(BLOCK, levels(4), ROUNDING)
                        .fact(BYTES, "1/7.8 of float32's")
                        .fact(RULES, ALL_RULES)
                        .source(QSGD)
                        .madeBy(given -> quantised(given, 4, given.whole("levels"))),
                Entry.named("ternary", "0 or the largest size in a block, with a sign")
                        .takes(BLOCK, ROUNDING)
                        .fact(BYTES, "1/15 of float32's")
                        .fact(RULES, ALL_RULES)
                        .source("Wen et al.: TernGrad, NIPS 2017")
                        .madeBy(given -> quantised(given, 2, 1)),
                Entry.named("sign", "the mean size in a block, with a sign")
                        .takes(
                                whole("block", "4096")
                                        .atLeast(Blocks.MIN_BLOCK)
                                        .atMost(Blocks.MAX_BLOCK)
                                        .means("coordinates with a scale of their own"),
                                FEEDBACK)
                        .fact(BYTES, "1/32 of float32's")
                        .fact(RULES, "median, centered-clipping; Krum takes attackers of -g")
                        .source(
                                "Karimireddy, Rebjock, Stich, Jaggi: Error Feedback Fixes SignSGD,"
                                        + " ICML 2019")
                        .madeBy(
                                given ->
                                        new SignBits(
                                                new Blocks(given.whole("block"), 1),
                                                given.number("feedback"))));
    }

    private static List<Entry<GradientCodec>> sparse() {
        return List.of(
                Entry.named("top-k", "the largest coordinates of the gradient, as floats")
                        .takes(share("0.01"), FEEDBACK)
                        .fact(BYTES, "1/75 of float32's at 1%")
                        .fact(RULES, CLIPPING)
                        .source(
                                "Stich, Cordonnier, Jaggi: Sparsified SGD with Memory, NeurIPS 2018")
                        .madeBy(given -> largest(given, Sparse.Kind.TOP_K, new WholeValues())),
                Entry.named("threshold", "all coordinates of a size, as floats")
                        .takes(
                                number("value", "0.01").atLeast(0).means("least size that is sent"),
                                FEEDBACK)
                        .fact(RULES, CLIPPING)
                        .source("Strom: Scalable Distributed DNN Training, Interspeech 2015")
                        .madeBy(Codecs::threshold),
                Entry.named("random-k", "one coordinate of each group, drawn at random, as a float")
                        .takes(
                                whole("one-in", "100").atLeast(2).means("coordinates of a group"),
                                word("scaled", "yes", "no")
                                        .means("times the group: right on average, no feedback"),
                                number("feedback", "usual")
                                        .atLeast(0)
                                        .atMost(1)
                                        .means("as of top-k; usual: 0 if scaled, else 1"))
                        .fact(BYTES, "1/100 of float32's")
                        .fact(RULES, CLIPPING)
                        .source(
                                "Stich, Cordonnier, Jaggi: Sparsified SGD with Memory, NeurIPS 2018")
                        .madeBy(Codecs::randomK),
                Entry.named("sparse-loco", "the largest coordinates of each block, in 2 bits")
                        .takes(
                                whole("block", "4096")
                                        .atLeast(Blocks.MIN_BLOCK)
                                        .atMost(Sparse.LONG_RUN)
                                        .means("coordinates that have a share of their own"),
                                share("0.02"),
                                FEEDBACK)
                        .fact(BYTES, "1/139 of float32's at 2%")
                        .fact(RULES, CLIPPING)
                        .source("Sarfi, Therien, Lidin, Belilovsky: SparseLoCo, 2025")
                        .madeBy(Codecs::sparseLoco),
                Entry.named("sketch", "the largest coordinates, as means of buckets of them")
                        .takes(
                                share("0.05"),
                                whole("buckets", "64")
                                        .atLeast(2)
                                        .atMost(SketchedValues.MAX_BUCKETS)
                                        .means("bounded by quantiles"),
                                FEEDBACK)
                        .fact(BYTES, "1/38 of float32's at 5%")
                        .fact(RULES, CLIPPING)
                        .source("Jiang, Fu, Yang, Cui: SketchML, SIGMOD 2018, its quantile sketch")
                        .madeBy(
                                given ->
                                        largest(
                                                given,
                                                Sparse.Kind.SKETCH,
                                                new SketchedValues(given.whole("buckets")))));
    }

    private static Parameter levels(int bits) {
        int most = Quantised.mostLevels(bits);
        return whole("levels", "" + most).atLeast(1).atMost(most).means("steps up to the largest");
    }

    private static Parameter share(String usual) {
        return number("share", usual).above(0).atMost(1).means("of the coordinates");
    }

    private static GradientCodec quantised(Arguments given, int bits, int levels) {
        var blocks = new Blocks(given.whole("block"), bits);
        return new Quantised(bits, blocks, levels, given.is("rounding", "stochastic"));
    }

    private static GradientCodec largest(Arguments given, Sparse.Kind kind, ValueCode code) {
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
        double feedback = given.number("feedback", scaled ? 0 : Feedback.USUAL);
        return new RandomK(given.whole("one-in"), scaled, feedback);
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
                Spec.parseChain(names).stream().map(REGISTRY::make).distinct().toList();
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
