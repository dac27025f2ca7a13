package bft.attacks.behaviour;

import static bft.spec.Parameter.number;
import static bft.spec.Parameter.whole;
import static bft.spec.Parameter.word;

import bft.spec.Arguments;
import bft.spec.Parameter;
import bft.spec.Registry;

/**
 * Every timing attack by name. A specification is a name with parameters, {@code burst:good=100}.
 * In the summaries b is the vector that the attack forges, g the honest one.
 */
public final class Behaviours {
    private static final String FOLKLORE = "folklore";
    private static final String KARDAM =
            "Damaskinos, El Mhamdi, Guerraoui, Patra, Taziki: Asynchronous Byzantine"
                    + " Machine Learning (the case of SGD), ICML 2018, as evaluated by others";
    private static final String THROTTLE =
            "Otsuka et al., preprint 2026: a flooding worker is what older methods"
                    + " assume away";
    private static final Parameter MODELS =
            whole("models", "10").atLeast(1).atMost(64).means("how many");

    private static final Registry<Misbehaviour> REGISTRY = new Registry<>("behaviour");

    static {
        REGISTRY.named("none", "sends b once, immediately: no timing attack")
                .source(FOLKLORE)
                .madeBy(given -> turn -> Plan.send(turn.version(), turn.forged()));
        REGISTRY.named("silent", "sends g for a while, then nothing, and stays connected")
                .takes(whole("after", "0").atLeast(0).means("number of models that it answers"))
                .source(FOLKLORE)
                .madeBy(given -> new Silent(given.whole("after")));
        REGISTRY.named("slow", "sends b late")
                .takes(
                        seconds("seconds", "10")
                                .means("seconds from receiving the model to sending"))
                .source(FOLKLORE)
                .madeBy(given -> new Slow(nanos(given, "seconds")));
        REGISTRY.named(
                        "stale",
                        "sends the vector it forged a number of models ago, with its true version")
                .takes(MODELS)
                .source(FOLKLORE)
                .madeBy(given -> new Delayed(given.whole("models"), true));
        REGISTRY.named(
                        "replay",
                        "sends the vector it forged a number of models ago as if it were new")
                .takes(MODELS)
                .source(FOLKLORE)
                .madeBy(given -> new Delayed(given.whole("models"), false));
        REGISTRY.named("duplicate", "sends b several times, immediately")
                .takes(messages("copies", "10").means("how many"))
                .source(FOLKLORE)
                .madeBy(given -> new Flood(given.whole("copies"), 0, false));
        REGISTRY.named("flood", "sends b without pause, for the present version and for older ones")
                .takes(
                        messages("messages", "100").means("number of messages for each model"),
                        seconds("every", "0.001").means("seconds between two messages"))
                .source(THROTTLE)
                .madeBy(given -> new Flood(given.whole("messages"), nanos(given, "every"), true));
        REGISTRY.named("burst", "sends g for a while, then b, alternately")
                .takes(
                        whole("good", "100").atLeast(0).means("number of honest gradients"),
                        whole("bad", "0")
                                .atLeast(0)
                                .means("number of forged ones that follow, 0 for all the rest"))
                .source(KARDAM)
                .madeBy(given -> new Burst(given.whole("good"), given.whole("bad")));
        REGISTRY.named("during", "sends b on the versions from..to-1 of the model, else g")
                .takes(
                        whole("from", "0").atLeast(0).means("the first of these versions"),
                        whole("to", "100").atLeast(0).means("the first version after them"),
                        word("sends", "forged", "honest")
                                .means("on them; honest: g on them, else b"))
                .source(FOLKLORE)
                .madeBy(
                        given ->
                                new During(
                                        given.whole("from"),
                                        given.whole("to"),
                                        given.is("sends", "forged")));
        REGISTRY.named("constant", "always sends its first b: a Lipschitz coefficient of 0")
                .source(KARDAM)
                .madeBy(given -> new Constant());
        REGISTRY.named(
                        "creep",
                        "moves from g to b in steps of length share |g - g'|: a coefficient"
                                + " below its honest one")
                .takes(number("share", "0.5").above(0).means("of the honest coefficient"))
                .source("ours, against Lipschitz filters")
                .madeBy(given -> new Creep(given.number("share")));
        REGISTRY.named(
                        "inflate",
                        "sends large multiples of g with alternating signs, then b: a coefficient"
                                + " that was huge")
                .takes(
                        whole("wild", "2").atLeast(1).means("number of such gradients"),
                        number("times", "1e6").above(0).means("their length relative to g"))
                .source(KARDAM)
                .madeBy(given -> new Inflate(given.whole("wild"), given.number("times")));
        REGISTRY.named("lazy", "sends g for one model, and the same again for the next ones")
                .takes(
                        whole("every", "4").atLeast(2).means("number of models for one gradient"),
                        number("factor", "1").above(0).means("length of a copy over the last"))
                .source("ours: work that is paid by contribution")
                .madeBy(given -> new Lazy(given.whole("every"), given.number("factor")));
        REGISTRY.named("come-and-go", "sends b, and disconnects now and then")
                .takes(
                        whole("models", "5")
                                .atLeast(1)
                                .means("number of models answered between two absences"),
                        seconds("seconds", "5").above(0).means("seconds of an absence"))
                .source(FOLKLORE)
                .madeBy(given -> new ComeAndGo(given.whole("models"), nanos(given, "seconds")));
    }

    private Behaviours() {}

    /**
     * The behaviour of that specification, for one worker.
     *
     * @throws IllegalArgumentException if there is no such behaviour or parameter; the message
     *     lists the known ones
     */
    public static Misbehaviour of(String specification) {
        return REGISTRY.make(specification);
    }

    /** The registry of behaviours. */
    public static Registry<?> registry() {
        return REGISTRY;
    }

    private static Parameter messages(String name, String defaultText) {
        return whole(name, defaultText).atLeast(1).atMost(10_000);
    }

    private static Parameter seconds(String name, String defaultText) {
        return number(name, defaultText).atLeast(0).atMost(1e6);
    }

    private static long nanos(Arguments given, String parameter) {
        return (long) (given.number(parameter) * 1e9);
    }
}
