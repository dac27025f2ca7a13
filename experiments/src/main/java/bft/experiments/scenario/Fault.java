package bft.experiments.scenario;

import bft.aggregation.Seeds;
import bft.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Something that breaks and is whole again. A list of them is a chain of specifications, {@code
 * crash:workers=3/4,at=10,for=5,pause:workers=0,at=2}; without {@code for} a fault lasts for ever.
 * {@code random:count=5,within=60,longest=10} draws that many.
 *
 * @param workers whom it hits
 * @param from seconds from the start of the run
 * @param until seconds from the start of the run, later than {@code from}
 */
public record Fault(Kind kind, Set<Integer> workers, double from, double until) {

    /** What breaks. */
    public enum Kind {
        /** The process dies and forgets everything; the server hears of it at once. */
        CRASH,
        /** The process stands still; what is due meanwhile happens afterwards. */
        PAUSE,
        /** Nothing arrives from these workers or at them, and nobody is told. */
        PARTITION
    }

    public Fault {
        workers = Set.copyOf(workers);
        if (!(from >= 0 && until > from)) {
            throw new IllegalArgumentException(
                    "a fault needs 0 <= at and for > 0, got at=%s, for=%s"
                            .formatted(from, until - from));
        }
    }

    /** Whether the worker suffers from it at that time. */
    public boolean hits(int worker, double seconds) {
        return from <= seconds && seconds < until && workers.contains(worker);
    }

    /**
     * Reads a chain of them.
     *
     * @param n workers
     * @param seed for those that are drawn
     * @throws IllegalArgumentException naming the value and what is taken
     */
    public static List<Fault> of(String specification, int n, long seed) {
        if (specification.equals(RunSettings.NONE)) {
            return List.of();
        }
        List<Fault> faults = new ArrayList<>();
        for (Spec spec : Spec.parseChain(specification)) {
            if (spec.name().equals("random")) {
                faults.addAll(random(spec.allowing("count", "within", "longest"), n, seed));
            } else {
                faults.add(one(spec.allowing("workers", "at", "for"), n));
            }
        }
        return List.copyOf(faults);
    }

    private static Fault one(Spec spec, int n) {
        Kind kind = kind(spec.name());
        double from = spec.number("at", 0);
        Set<Integer> workers =
                spec.numbers("workers").stream()
                        .map(Double::intValue)
                        .collect(Collectors.toCollection(TreeSet::new));
        if (workers.isEmpty() || workers.stream().anyMatch(worker -> worker < 0 || worker >= n)) {
            throw new IllegalArgumentException(
                    "%s needs workers in [0, %s), such as workers=0/3".formatted(spec, n));
        }
        double length = spec.number("for", Double.MAX_VALUE);
        return new Fault(kind, workers, from, from + length);
    }

    private static Kind kind(String name) {
        for (Kind kind : Kind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(name)) {
                return kind;
            }
        }
        throw new IllegalArgumentException(
                "no fault '%s'; there are crash, pause, partition, random".formatted(name));
    }

    private static List<Fault> random(Spec spec, int n, long seed) {
        Random random = Seeds.random(seed, Kind.values().length);
        double within = spec.number("within", 60);
        double longest = spec.number("longest", 10);
        List<Fault> faults = new ArrayList<>();
        for (int k = 0; k < spec.integer("count", 3); k++) {
            Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
            double from = within * random.nextDouble();
            double length = longest * (1 - random.nextDouble());
            faults.add(new Fault(kind, Set.of(random.nextInt(n)), from, from + length));
        }
        return faults;
    }
}
