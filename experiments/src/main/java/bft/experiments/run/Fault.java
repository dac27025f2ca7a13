package bft.experiments.run;

import bft.spec.Registry;
import bft.spec.Spec;
import java.util.List;
import java.util.Set;

/**
 * A fault that begins and ends at given times. A list of them is a chain of specifications, {@code
 * crash:workers=3/4,at=10,for=5,pause:workers=0,at=2}; without {@code for} a fault lasts until the
 * end of the run. {@code random:count=5,within=60,longest=10} draws five faults at random.
 *
 * @param workers the workers that it affects
 * @param from seconds from the start of the run
 * @param until seconds from the start of the run, later than {@code from}
 */
public record Fault(Kind kind, Set<Integer> workers, double from, double until) {

    /** What breaks. */
    public enum Kind {
        /** The process dies and loses its state; the server notices at once. */
        CRASH,
        /** The process is suspended; its pending actions happen afterwards. */
        PAUSE,
        /** No message from or to these workers arrives, and the server is not notified. */
        PARTITION
    }

    public Fault {
        workers = Set.copyOf(workers);
    }

    /** All faults by name. */
    public static Registry<?> registry() {
        return Faults.REGISTRY;
    }

    /** Whether the fault affects the worker at that time. */
    public boolean hits(int worker, double seconds) {
        return from <= seconds && seconds < until && workers.contains(worker);
    }

    /**
     * Reads a chain of faults.
     *
     * @param n number of workers
     * @param seed for random faults
     * @throws IllegalArgumentException naming the value and the accepted ones
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
