package bft.attacks.behaviour;

import bft.spec.Spec;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Every attack in time by name. A specification is a name with parameters, {@code burst:good=100}.
 */
public final class Behaviours {
    private static final double MAX_SECONDS = 1e6;
    private static final String FOLKLORE = "folklore";
    private static final String KARDAM =
            "Damaskinos, El Mhamdi, Guerraoui, Patra, Taziki: Asynchronous Byzantine Machine"
                    + " Learning (the case of SGD), ICML 2018, as evaluated by others";
    private static final String THROTTLE =
            "Otsuka et al., preprint 2026: a flooding worker is what older methods assume away";

    private static final List<Entry> ENTRIES =
            List.of(
                    entry(
                            "none",
                            "sends b once, at once: no attack in time",
                            List.of(),
                            FOLKLORE,
                            spec -> turn -> Plan.send(turn.version(), turn.forged())),
                    entry(
                            "silent",
                            "sends g for a while, then nothing, and stays connected",
                            List.of("after=0: models that it answers"),
                            FOLKLORE,
                            spec -> new Silent(spec.integer("after", 0))),
                    entry(
                            "slow",
                            "sends b late",
                            List.of("seconds=10: from the model to the sending"),
                            FOLKLORE,
                            spec -> new Slow(nanos(spec, "seconds", 10))),
                    entry(
                            "stale",
                            "sends what it forged a number of models ago, truly labelled",
                            List.of("models=10: how many, 1 to 64"),
                            FOLKLORE,
                            spec -> new Held(spec.integer("models", 10), true)),
                    entry(
                            "replay",
                            "sends what it forged a number of models ago as if it were new",
                            List.of("models=10: how many, 1 to 64"),
                            FOLKLORE,
                            spec -> new Held(spec.integer("models", 10), false)),
                    entry(
                            "duplicate",
                            "sends b several times, at once",
                            List.of("copies=10: how many, 1 to 10000"),
                            FOLKLORE,
                            spec -> new Flood(spec.integer("copies", 10), 0, false)),
                    entry(
                            "flood",
                            "sends b without pause, for the version at hand and for older ones",
                            List.of(
                                    "messages=100: for each model, 1 to 10000",
                                    "every=0.001: seconds between two"),
                            THROTTLE,
                            spec ->
                                    new Flood(
                                            spec.integer("messages", 100),
                                            nanos(spec, "every", 0.001),
                                            true)),
                    entry(
                            "burst",
                            "sends g for a while, then b, in turn",
                            List.of(
                                    "good=100: gradients that are honest",
                                    "bad=0: those that follow, 0 for all the rest"),
                            KARDAM,
                            spec -> new Burst(spec.integer("good", 100), spec.integer("bad", 0))),
                    entry(
                            "constant",
                            "sends its first b again and again: a Lipschitz coefficient of 0",
                            List.of(),
                            KARDAM,
                            spec -> new Constant()),
                    entry(
                            "creep",
                            "goes from g to b in steps as long as share |g - g'|: a coefficient"
                                    + " below its honest one",
                            List.of("share=0.5: of the honest coefficient, above 0"),
                            "ours, against Lipschitz filters",
                            spec -> new Creep(spec.number("share", 0.5))),
                    entry(
                            "inflate",
                            "sends g many times over, back and forth, then b: a coefficient that"
                                    + " was huge",
                            List.of(
                                    "wild=2: gradients of that kind, at least 1",
                                    "times=1e6: how much longer they are, above 0"),
                            KARDAM,
                            spec ->
                                    new Inflate(
                                            spec.integer("wild", 2), spec.number("times", 1e6))),
                    entry(
                            "come-and-go",
                            "sends b, and leaves now and then",
                            List.of(
                                    "models=5: answered between two absences, at least 1",
                                    "seconds=5: that an absence lasts, above 0"),
                            FOLKLORE,
                            spec ->
                                    new ComeAndGo(
                                            spec.integer("models", 5), nanos(spec, "seconds", 5))));

    private Behaviours() {}

    /**
     * The behaviour of that specification, for one worker.
     *
     * @throws IllegalArgumentException if there is no such behaviour or parameter, with those that
     *     there are
     */
    public static Misbehaviour of(String specification) {
        Spec spec = Spec.parse(specification);
        for (Entry entry : ENTRIES) {
            if (entry.description().name().equals(spec.name())) {
                return entry.factory().apply(spec.allowing(parametersOf(entry)));
            }
        }
        List<String> names = all().stream().map(BehaviourDescription::name).toList();
        throw new IllegalArgumentException(
                "no behaviour '" + spec.name() + "'; there are " + String.join(", ", names));
    }

    /** What there is, in words. */
    public static List<BehaviourDescription> all() {
        return ENTRIES.stream().map(Entry::description).toList();
    }

    private static String[] parametersOf(Entry entry) {
        return entry.description().parameters().stream()
                .map(parameter -> parameter.substring(0, parameter.indexOf('=')))
                .toArray(String[]::new);
    }

    private static long nanos(Spec spec, String parameter, double otherwise) {
        double seconds = spec.number(parameter, otherwise);
        if (!(seconds >= 0 && seconds <= MAX_SECONDS)) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "%s: %s must be in [0, %.0f] s, got %s",
                            spec.name(),
                            parameter,
                            MAX_SECONDS,
                            seconds));
        }
        return (long) (seconds * 1e9);
    }

    private static Entry entry(
            String name,
            String summary,
            List<String> parameters,
            String source,
            Function<Spec, Misbehaviour> factory) {
        return new Entry(new BehaviourDescription(name, summary, parameters, source), factory);
    }

    private record Entry(BehaviourDescription description, Function<Spec, Misbehaviour> factory) {}
}
