package bft.worker.codec;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The codecs there are, by name and by number. */
public final class Codecs {

    /** What every server and worker knows, and models travel in. */
    public static final GradientCodec FLOAT32 = new Float32();

    /** In the order in which a server offers them. */
    public static final List<GradientCodec> ALL = List.of(FLOAT32, new Bfloat16());

    private Codecs() {}

    /**
     * The codec of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static GradientCodec of(String name) {
        return ALL.stream()
                .filter(codec -> codec.name().equals(name))
                .findAny()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "codec '%s' is not known, there are: %s"
                                                .formatted(name, names(ALL))));
    }

    /** The codec of that number among some; empty if it is not one of them. */
    public static Optional<GradientCodec> numbered(int number, List<GradientCodec> some) {
        return some.stream().filter(codec -> codec.number() == number).findAny();
    }

    /**
     * Several, separated by commas, each once.
     *
     * @throws IllegalArgumentException if one is not known
     */
    public static List<GradientCodec> listed(String names) {
        Set<GradientCodec> listed = new LinkedHashSet<>();
        Arrays.stream(names.split(",", -1)).map(String::strip).map(Codecs::of).forEach(listed::add);
        return List.copyOf(listed);
    }

    /** Their names, separated by commas. */
    public static String names(List<GradientCodec> codecs) {
        return codecs.stream().map(GradientCodec::name).collect(Collectors.joining(", "));
    }
}
