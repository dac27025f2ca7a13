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

    private static final Parameter ROUNDING =
            word("rounding", "stochastic", "nearest").means("of a value between two levels");

    private static final Registry<GradientCodec> REGISTRY =
            new Registry<>(
                    "codec",
                    List.of(
                            Entry.named("float32", "gradients as they are")
                                    .madeBy(given -> FLOAT32),
                            Entry.named("bfloat16", "the upper half of a float32")
                                    .madeBy(given -> new Bfloat16()),
                            Entry.named("float16", "IEEE 754 half precision")
                                    .madeBy(given -> new Float16()),
                            Entry.named("int8", "8 bits a coordinate and a scale for each block")
                                    .takes(block("256"), levels(8), ROUNDING)
                                    .madeBy(given -> quantised(given, 8)),
                            Entry.named("int4", "4 bits a coordinate and a scale for each block")
                                    .takes(block("256"), levels(4), ROUNDING)
                                    .madeBy(given -> quantised(given, 4)),
                            Entry.named("ternary", "-1, 0 or 1 times a scale for each block")
                                    .takes(block("256"), ROUNDING)
                                    .madeBy(Codecs::ternary),
                            Entry.named("sign", "the sign times a scale for each block")
                                    .takes(
                                            block("4096"),
                                            number("feedback", "" + Feedback.USUAL)
                                                    .atLeast(0)
                                                    .atMost(1)
                                                    .means(
                                                            "share of what was lost that the next"
                                                                    + " gradient makes up for"))
                                    .madeBy(Codecs::sign)));

    /** With their usual parameters, in the order in which a server offers them. */
    public static final List<GradientCodec> ALL =
            REGISTRY.names().stream().map(Codecs::of).toList();

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

    /** What there is. */
    public static Registry<?> registry() {
        return REGISTRY;
    }

    private static Parameter block(String usual) {
        return whole("block", usual)
                .atLeast(Blocks.MIN_BLOCK)
                .atMost(Blocks.MAX_BLOCK)
                .means("coordinates of a block, a multiple of " + Blocks.MIN_BLOCK);
    }

    private static Parameter levels(int bits) {
        int most = Quantised.mostLevels(bits);
        return whole("levels", "" + most).atLeast(1).atMost(most).means("on either side of 0");
    }

    private static GradientCodec quantised(Arguments given, int bits) {
        return quantised(given, bits, given.whole("levels"));
    }

    private static GradientCodec ternary(Arguments given) {
        return quantised(given, 2, Quantised.mostLevels(2));
    }

    private static GradientCodec quantised(Arguments given, int bits, int levels) {
        var blocks = new Blocks(given.whole("block"), bits);
        return new Quantised(bits, blocks, levels, given.is("rounding", "stochastic"));
    }

    private static GradientCodec sign(Arguments given) {
        return new SignBits(new Blocks(given.whole("block"), 1), given.number("feedback"));
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
