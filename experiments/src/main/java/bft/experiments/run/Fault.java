package bft.experiments.run;

import bft.spec.Registry;
import bft.spec.Spec;
import java.util.List;
import java.util.Set;

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

    /** What there is. */
    public static Registry<?> registry() {
        return Faults.REGISTRY;
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
        return Spec.parseChain(specification).stream()
                .flatMap(spec -> Faults.REGISTRY.make(spec).make(n, seed).stream())
                .toList();
    }
}
