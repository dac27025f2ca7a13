package bft.worker.data;

import static bft.spec.Parameter.number;
import static bft.spec.Parameter.whole;

import bft.aggregation.Seeds;
import bft.spec.Arguments;
import bft.spec.BadArgument;
import bft.spec.Parameter;
import bft.spec.Registry;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.IntStream;

/** The partitions by name. */
public final class Partitions {
    private static final Parameter AMONG =
            whole("among", "all")
                    .atLeast(1)
                    .means("workers that divide the rows; each other worker has all of them");

    private static final Parameter COMMON =
            number("common", "0")
                    .atLeast(0)
                    .atMost(1)
                    .means(
                            "share of all rows, drawn once, that every worker has besides its own"
                                    + " (Zhao et al.: Federated Learning with Non-IID Data, 2018)");
    private static final Parameter OF =
            whole("of", "workers")
                    .atLeast(1)
                    .means("shares into which the rows are cut, the last of which nobody has");

    static final Registry<Partition> REGISTRY = new Registry<>("partition");

    static {
        REGISTRY.named("contiguous", "blocks of successive rows")
                .takes(AMONG, COMMON, OF)
                .madeBy(shared(given -> Partitions::contiguous));
        REGISTRY.named("round-robin", "row i for worker i mod workers")
                .takes(AMONG, COMMON, OF)
                .madeBy(shared(given -> Partitions::roundRobin));
        REGISTRY.named("random", "blocks of rows that the seed has shuffled")
                .takes(AMONG, COMMON, OF)
                .madeBy(shared(given -> Partitions::shuffled));
        REGISTRY.named(
                        "overlapping",
                        "as random, with a share of each block exchanged for rows of the others,"
                                + " which keep them")
                .takes(
                        number("share", "0.5").atLeast(0).atMost(1).means("of the block"),
                        AMONG,
                        COMMON,
                        OF)
                .madeBy(shared(given -> new Partition.Overlapping(given.number("share"))));
        REGISTRY.named(
                        "replicated",
                        "all rows for each worker; with reshuffled sampling each in an order of its"
                                + " own, overlap reshuffle")
                .madeBy(
                        given ->
                                checked(
                                        (worker, workers, labels, seed) ->
                                                IntStream.range(0, labels.length).toArray()));
        REGISTRY.named("by-class", "each worker has rows of few classes only")
                .takes(whole("classes", "1").atLeast(1).means("of a worker"), AMONG, COMMON, OF)
                .madeBy(shared(given -> new ByClass(given.whole("classes"))));
        REGISTRY.named("shards", "rows sorted by class, cut into shards that are dealt at random")
                .takes(whole("each", "2").atLeast(1).means("shards of a worker"), AMONG, COMMON, OF)
                .source(
                        "McMahan et al.: Communication-Efficient Learning of Deep Networks from"
                                + " Decentralized Data, AISTATS 2017, section 3")
                .madeBy(shared(given -> new Shards(given.whole("each"))));
        REGISTRY.named("dirichlet", "each class in shares drawn from a Dirichlet distribution")
                .takes(
                        number("alpha", "1")
                                .above(0)
                                .atMost(1e6)
                                .means("small is uneven, large is even"),
                        AMONG,
                        COMMON,
                        OF)
                .source(
                        "Hsu, Qi, Brown: Measuring the Effects of Non-Identical Data"
                                + " Distribution for Federated Visual Classification, 2019")
                .madeBy(shared(given -> new Dirichlet(given.number("alpha"))));
        REGISTRY.named("similarity", "a share of the rows at random, the rest sorted by class")
                .takes(
                        number("gamma", "0.5").atLeast(0).atMost(1).means("the share"),
                        AMONG,
                        COMMON,
                        OF)
                .madeBy(shared(given -> new Similarity(given.number("gamma"))));
    }

    private Partitions() {}

    /** All partitions, for listings. */
    public static Registry<?> registry() {
        return REGISTRY;
    }

    /** Wraps a partition as the parameters that it shares with others say. */
    private static Function<Arguments, Partition> shared(Function<Arguments, Partition> plain) {
        return given -> checked(among(given, common(given, cut(given, plain.apply(given)))));
    }

    private static Partition among(Arguments given, Partition partition) {
        return given.is("among", "all") ? partition : new Among(given.whole("among"), partition);
    }

    private static Partition common(Arguments given, Partition partition) {
        double share = given.number("common");
        return share == 0 ? partition : new Common(share, partition);
    }

    /** With one worker of many shares it is one client that learns alone. */
    private static Partition cut(Arguments given, Partition partition) {
        if (given.is("of", "workers")) {
            return partition;
        }
        int shares = given.whole("of");
        return (worker, workers, labels, seed) -> {
            BadArgument.when(shares < workers || shares > labels.length)
                    .because(
                            "of must be in %s..%s (the workers and the rows), got %s",
                            workers, labels.length, shares);
            return partition.indices(worker, shares, labels, seed);
        };
    }

    /** Refuses what no partition can deal with. */
    private static Partition checked(Partition partition) {
        return (worker, workers, labels, seed) -> {
            int count = labels.length;
            BadArgument.when(workers < 1 || workers > count)
                    .because("workers must be in 1..%s (the rows), got %s", count, workers);
            BadArgument.when(worker < 0 || worker >= workers)
                    .because("worker must be in 0..%s, got %s", workers - 1, worker);
            return partition.indices(worker, workers, labels, seed);
        };
    }

    /** On sorted data each worker sees few classes. */
    private static int[] contiguous(int worker, int workers, int[] labels, long seed) {
        int from = Partition.bound(worker, workers, labels.length);
        return IntStream.range(from, Partition.bound(worker + 1, workers, labels.length)).toArray();
    }

    /** Row i belongs to worker i mod workers, as cards are dealt. */
    private static int[] roundRobin(int worker, int workers, int[] labels, long seed) {
        return IntStream.iterate(worker, i -> i < labels.length, i -> i + workers).toArray();
    }

    /** The rows are shuffled with the seed, then cut into blocks. */
    private static int[] shuffled(int worker, int workers, int[] labels, long seed) {
        return Arrays.copyOfRange(
                Shuffle.order(labels.length, Seeds.random(seed)),
                Partition.bound(worker, workers, labels.length),
                Partition.bound(worker + 1, workers, labels.length));
    }
}
