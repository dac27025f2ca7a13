package bft.server.optimiser;

import static bft.spec.Parameter.number;
import static bft.spec.Parameter.whole;

import bft.spec.Arguments;
import bft.spec.BadArgument;
import bft.spec.Parameter;
import bft.spec.Registry;
import bft.spec.Spec;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The registry of schedules. A schedule that modifies another one is followed by it. */
public final class Schedules {
    private static final Parameter RATE = number("rate", "0.1").above(0);
    private static final Parameter STEPS = whole("steps", "1000").atLeast(1);
    private static final Parameter END = number("end", "0").atLeast(0).means("at most the rate");
    private static final String BATCH = "ratio of the batch of all workers to that of one";
    private static final String FOLLOWED =
            "then, after a comma, the modified schedule:" + " ramp:steps=10,constant:rate=0.1";

    private static final Registry<Link> REGISTRY = new Registry<>("schedule");

    static {
        REGISTRY.named("constant", "rate")
                .takes(RATE)
                .source("in common use")
                .madeBy(given -> end(new Schedule.Constant(rate(given))));
        REGISTRY.named("inverse-time", "rate / (1 + decay t)")
                .takes(RATE, number("decay", "0.01").atLeast(0))
                .source(
                        "Robbins, Monro: A Stochastic Approximation Method, Annals of"
                                + " Mathematical Statistics, 1951, whose conditions it meets for decay > 0")
                .madeBy(given -> end(new Schedule.InverseTime(rate(given), given.number("decay"))));
        REGISTRY.named("step", "rate factor^floor(t / every)")
                .takes(
                        RATE,
                        number("factor", "0.5").above(0),
                        whole("every", "100").atLeast(1).means("steps"))
                .source("in common use; Goyal et al., 2017, section 5.1, with factor 0.1")
                .madeBy(
                        given ->
                                end(
                                        new Schedule.Step(
                                                rate(given),
                                                given.number("factor"),
                                                given.whole("every"))));
        REGISTRY.named(
                        "polynomial",
                        "end + (rate - end) (1 - t / steps)^power; end from t = steps on")
                .takes(RATE, STEPS, number("power", "1").above(0).means("linear by default"), END)
                .source(
                        "power 2 as in You, Gitman, Ginsburg: Large Batch Training of"
                                + " Convolutional Networks, 2017")
                .madeBy(
                        given ->
                                end(
                                        new Schedule.Polynomial(
                                                rate(given),
                                                given.whole("steps"),
                                                given.number("power"),
                                                given.number("end"))));
        REGISTRY.named(
                        "cosine",
                        "end + (rate - end) (1 + cos(pi t / steps)) / 2; end from t = steps on")
                .takes(RATE, STEPS, END)
                .source(
                        "Loshchilov, Hutter: SGDR: Stochastic Gradient Descent with Warm"
                                + " Restarts, ICLR 2017, one period")
                .madeBy(
                        given ->
                                end(
                                        new Schedule.Cosine(
                                                rate(given),
                                                given.whole("steps"),
                                                given.number("end"))));
        REGISTRY.named("scale", "k then(t)")
                .takes(number("k", "").above(0).means(BATCH))
                .fact("chain", FOLLOWED)
                .source(
                        "the linear scaling rule of Goyal et al.: Accurate, Large Minibatch SGD:"
                                + " Training ImageNet in 1 Hour, 2017, section 2.1")
                .madeBy(given -> before(then -> new Schedule.Scale(given.number("k"), then)));
        REGISTRY.named("warm-up", "(1 + (k - 1) min(1, t / steps)) then(t): from then to k then")
                .takes(number("k", "").atLeast(1).means(BATCH), STEPS.means("until it is k times"))
                .fact("chain", FOLLOWED)
                .source(
                        "gradual warm-up with the linear scaling rule, Goyal et al.: Accurate,"
                                + " Large Minibatch SGD: Training ImageNet in 1 Hour, 2017, sections 2.1"
                                + " and 2.2")
                .madeBy(
                        given ->
                                before(
                                        then ->
                                                new Schedule.WarmUp(
                                                        given.number("k"),
                                                        given.whole("steps"),
                                                        then)));
        REGISTRY.named("ramp", "min(1, (t + 1) / steps) then(t)")
                .takes(whole("steps", "10").atLeast(1))
                .fact("chain", FOLLOWED)
                .source(
                        "from near 0, as libraries warm up; not the warm-up of Goyal et"
                                + " al., which is warm-up")
                .madeBy(given -> before(then -> new Schedule.Ramp(given.whole("steps"), then)));
    }

    private Schedules() {}

    /** All schedules, for listings. */
    public static Registry<?> registry() {
        return REGISTRY;
    }

    /**
     * The schedule of a specification.
     *
     * @param spec such as {@code ramp:steps=10,inverse-time:rate=0.1}, or just a rate
     * @throws IllegalArgumentException with the value and what is accepted
     */
    public static Schedule of(String spec) {
        if (spec.matches("[-+]?[0-9.]+([eE][-+]?[0-9]+)?")) {
            return of("constant:rate=" + spec);
        }
        return of(Spec.parseChain(spec));
    }

    private static Schedule of(List<Spec> chain) {
        Spec first = chain.get(0);
        Link link = REGISTRY.make(first);
        List<Spec> rest = chain.subList(1, chain.size());
        if (link.isLast() && !rest.isEmpty()) {
            throw BadArgument.of(
                    "schedule %s cannot be followed by %s", first.name(), rest.get(0).name());
        }
        BadArgument.when(!link.isLast() && rest.isEmpty())
                .because(
                        "%s must be followed by a schedule: %s,constant:rate=0.1",
                        first.name(), first);
        return link.make().apply(rest);
    }

    private static double rate(Arguments given) {
        return given.number("rate");
    }

    private static Link end(Schedule schedule) {
        return new Link(true, none -> schedule);
    }

    private static Link before(UnaryOperator<Schedule> change) {
        return new Link(false, rest -> change.apply(of(rest)));
    }

    /**
     * One link of a chain.
     *
     * @param isLast whether no other may follow it
     * @param make makes the schedule from the rest of the chain
     */
    private record Link(boolean isLast, Function<List<Spec>, Schedule> make) {}
}
