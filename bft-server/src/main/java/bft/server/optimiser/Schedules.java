package bft.server.optimiser;

import bft.spec.Spec;
import java.util.List;

/** The registry of schedules. Those that change another one are followed by it. */
final class Schedules {
    private static final double DEFAULT_RATE = 0.1;
    private static final int DEFAULT_STEPS = 1000;
    private static final String RATE = "rate=0.1: > 0";
    private static final String FOLLOWED = "then, after a comma, the schedule that is meant";

    /** Makes what the first of a chain names. */
    @FunctionalInterface
    private interface Factory {
        Schedule make(Spec spec, List<Spec> rest);
    }

    private record Entry(ScheduleDescription description, Factory factory) {}

    private static final List<Entry> ENTRIES =
            List.of(
                    new Entry(
                            new ScheduleDescription(
                                    "constant",
                                    "rate",
                                    List.of(RATE, "a number alone means the same"),
                                    "as is usual"),
                            (spec, rest) -> {
                                last(spec.allowing("rate"), rest);
                                return new Schedule.Constant(rate(spec));
                            }),
                    new Entry(
                            new ScheduleDescription(
                                    "inverse-time",
                                    "rate / (1 + decay t)",
                                    List.of(RATE, "decay=0.01: >= 0"),
                                    "Robbins, Monro: A Stochastic Approximation Method, Annals of"
                                            + " Mathematical Statistics, 1951, whose conditions it"
                                            + " meets for decay > 0"),
                            (spec, rest) -> {
                                last(spec.allowing("rate", "decay"), rest);
                                return new Schedule.InverseTime(
                                        rate(spec), spec.number("decay", 0.01));
                            }),
                    new Entry(
                            new ScheduleDescription(
                                    "step",
                                    "rate factor^floor(t / every)",
                                    List.of(RATE, "factor=0.5: > 0", "every=100: steps, >= 1"),
                                    "as is usual; Goyal et al., 2017, section 5.1, with factor 0.1"),
                            (spec, rest) -> {
                                last(spec.allowing("rate", "factor", "every"), rest);
                                return new Schedule.Step(
                                        rate(spec),
                                        spec.number("factor", 0.5),
                                        spec.integer("every", 100));
                            }),
                    new Entry(
                            new ScheduleDescription(
                                    "polynomial",
                                    "end + (rate - end) (1 - t / steps)^power; end from t = steps"
                                            + " on",
                                    List.of(
                                            RATE,
                                            "steps=1000: >= 1",
                                            "power=1: > 0, linear by default",
                                            "end=0: 0 to rate"),
                                    "power 2 as in You, Gitman, Ginsburg: Large Batch Training of"
                                            + " Convolutional Networks, 2017"),
                            (spec, rest) -> {
                                last(spec.allowing("rate", "steps", "power", "end"), rest);
                                return new Schedule.Polynomial(
                                        rate(spec),
                                        spec.integer("steps", DEFAULT_STEPS),
                                        spec.number("power", 1),
                                        spec.number("end", 0));
                            }),
                    new Entry(
                            new ScheduleDescription(
                                    "cosine",
                                    "end + (rate - end) (1 + cos(pi t / steps)) / 2; end from t ="
                                            + " steps on",
                                    List.of(RATE, "steps=1000: >= 1", "end=0: 0 to rate"),
                                    "Loshchilov, Hutter: SGDR: Stochastic Gradient Descent with Warm"
                                            + " Restarts, ICLR 2017, one period"),
                            (spec, rest) -> {
                                last(spec.allowing("rate", "steps", "end"), rest);
                                return new Schedule.Cosine(
                                        rate(spec),
                                        spec.integer("steps", DEFAULT_STEPS),
                                        spec.number("end", 0));
                            }),
                    new Entry(
                            new ScheduleDescription(
                                    "scale",
                                    "k then(t)",
                                    List.of(
                                            "k: > 0, batch of all workers beside that of one",
                                            FOLLOWED),
                                    "the linear scaling rule of Goyal et al.: Accurate, Large"
                                            + " Minibatch SGD: Training ImageNet in 1 Hour, 2017,"
                                            + " section 2.1"),
                            (spec, rest) -> {
                                spec.allowing("k");
                                return new Schedule.Scale(factor(spec), chain(spec, rest));
                            }),
                    new Entry(
                            new ScheduleDescription(
                                    "warm-up",
                                    "(1 + (k - 1) min(1, t / steps)) then(t): from then to k then",
                                    List.of(
                                            "k: >= 1, batch of all workers beside that of one",
                                            "steps=1000: until it is k times, >= 1",
                                            FOLLOWED + " for k = 1"),
                                    "gradual warm-up with the linear scaling rule, Goyal et al.:"
                                            + " Accurate, Large Minibatch SGD: Training ImageNet in"
                                            + " 1 Hour, 2017, sections 2.1 and 2.2"),
                            (spec, rest) -> {
                                spec.allowing("k", "steps");
                                return new Schedule.WarmUp(
                                        factor(spec),
                                        spec.integer("steps", DEFAULT_STEPS),
                                        chain(spec, rest));
                            }),
                    new Entry(
                            new ScheduleDescription(
                                    "ramp",
                                    "min(1, (t + 1) / steps) then(t)",
                                    List.of("steps=10: >= 1", FOLLOWED),
                                    "from next to nothing, as libraries warm up; it is not that of"
                                            + " Goyal et al., which is warm-up"),
                            (spec, rest) -> {
                                spec.allowing("steps");
                                return new Schedule.Ramp(
                                        spec.integer("steps", 10), chain(spec, rest));
                            }));

    private Schedules() {}

    static List<ScheduleDescription> all() {
        return ENTRIES.stream().map(Entry::description).toList();
    }

    static Schedule of(String spec) {
        if (spec.matches("[-+]?[0-9.]+([eE][-+]?[0-9]+)?")) {
            return of("constant:rate=" + spec);
        }
        return of(Spec.parseChain(spec));
    }

    private static Schedule of(List<Spec> chain) {
        Spec first = chain.get(0);
        for (Entry entry : ENTRIES) {
            if (entry.description().name().equals(first.name())) {
                return entry.factory().make(first, chain.subList(1, chain.size()));
            }
        }
        List<String> names = all().stream().map(ScheduleDescription::name).toList();
        throw new IllegalArgumentException(
                "no schedule '" + first.name() + "'; there are " + String.join(", ", names));
    }

    private static Schedule chain(Spec spec, List<Spec> rest) {
        if (rest.isEmpty()) {
            throw new IllegalArgumentException(
                    spec.name()
                            + " must be followed by a schedule: "
                            + spec
                            + ",constant:rate=0.1");
        }
        return of(rest);
    }

    private static void last(Spec spec, List<Spec> rest) {
        if (!rest.isEmpty()) {
            throw new IllegalArgumentException(
                    "schedule " + spec.name() + " cannot be followed by " + rest.get(0).name());
        }
    }

    private static double rate(Spec spec) {
        return spec.number("rate", DEFAULT_RATE);
    }

    /** There is no k that would do for any number of workers. */
    private static double factor(Spec spec) {
        if (!spec.parameters().containsKey("k")) {
            throw new IllegalArgumentException(
                    ("%s needs k, the batch of all workers beside that of one: %s:k=8,...; a ramp"
                                    + " from next to nothing is ramp:steps=10,...")
                            .formatted(spec.name(), spec.name()));
        }
        return spec.number("k", 1);
    }
}
