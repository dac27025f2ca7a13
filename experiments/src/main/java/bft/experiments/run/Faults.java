package bft.experiments.run;

import static bft.spec.Parameter.number;
import static bft.spec.Parameter.numbers;
import static bft.spec.Parameter.whole;

import bft.aggregation.Seeds;
import bft.experiments.run.Fault.Kind;
import bft.spec.Arguments;
import bft.spec.Parameter;
import bft.spec.Registry;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** The faults by name. */
final class Faults {
    private static final Parameter[] WORKERS_AND_TIMES = {
        numbers("workers", "").atLeast(0).means("the workers that it affects"),
        number("at", "0").atLeast(0).means("seconds from the start of the run"),
        number("for", "ever").above(0).means("seconds that it lasts")
    };

    static final Registry<Maker> REGISTRY = new Registry<>("fault");

    static {
        REGISTRY.named("crash", "the process dies and loses its state; the server notices at once")
                .takes(WORKERS_AND_TIMES)
                .madeBy(given -> (n, seed) -> one(Kind.CRASH, given, n));
        REGISTRY.named("pause", "the process is suspended; its pending actions happen afterwards")
                .takes(WORKERS_AND_TIMES)
                .madeBy(given -> (n, seed) -> one(Kind.PAUSE, given, n));
        REGISTRY.named(
                        "partition",
                        "no message from or to these workers arrives; the server is not notified")
                .takes(WORKERS_AND_TIMES)
                .madeBy(given -> (n, seed) -> one(Kind.PARTITION, given, n));
        REGISTRY.named("random", "this many faults, drawn from the seed")
                .takes(
                        whole("count", "3").atLeast(0),
                        number("within", "60")
                                .atLeast(0)
                                .means("seconds from the start in which they begin"),
                        number("longest", "10").above(0).means("seconds"))
                .madeBy(given -> (n, seed) -> drawn(given, n, seed));
    }

    private Faults() {}

    private static List<Fault> one(Kind kind, Arguments given, int n) {
        Set<Integer> workers =
                given.numbers("workers").stream().map(Double::intValue).collect(Collectors.toSet());
        if (workers.stream().anyMatch(worker -> worker >= n)) {
            throw new IllegalArgumentException(
                    "%s needs workers in [0, %s), such as workers=0/3"
                            .formatted(Parameter.wordOf(kind), n));
        }
        double from = given.number("at");
        double length = given.number("for", Double.MAX_VALUE);
        return List.of(new Fault(kind, workers, from, from + length));
    }

    private static List<Fault> drawn(Arguments given, int n, long seed) {
        Random random = Seeds.random(seed, Kind.values().length);
        List<Fault> faults = new ArrayList<>();
        for (int k = 0; k < given.whole("count"); k++) {
            Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
            double from = given.number("within") * random.nextDouble();
            double length = given.number("longest") * (1 - random.nextDouble());
            faults.add(new Fault(kind, Set.of(random.nextInt(n)), from, from + length));
        }
        return faults;
    }

    /** Makes faults for n workers. */
    @FunctionalInterface
    interface Maker {
        List<Fault> make(int n, long seed);
    }
}
