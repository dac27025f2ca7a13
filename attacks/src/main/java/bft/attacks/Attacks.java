package bft.attacks;

import bft.spec.Spec;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every attack by name. A specification is a name with parameters, {@code gaussian:std=200}, or
 * several one behind the other: {@code backdoor:target=2,model-replacement}.
 */
public final class Attacks {
    private static final List<AttackEntry> ENTRIES =
            Stream.of(
                            BlindAttacks.ENTRIES,
                            StatisticalAttacks.ENTRIES,
                            SearchedAttacks.ENTRIES,
                            DataAttacks.ENTRIES)
                    .flatMap(List::stream)
                    .toList();

    private Attacks() {}

    /**
     * The attack of that specification.
     *
     * @throws IllegalArgumentException if there is no such attack or parameter, with those that
     *     there are
     */
    public static Attack of(String specification) {
        return Spec.parseChain(specification).stream()
                .map(Attacks::single)
                .reduce(Chain::new)
                .orElseThrow();
    }

    private static Attack single(Spec spec) {
        AttackEntry entry = entryOf(spec.name());
        String[] known =
                entry.description().parameters().stream()
                        .map(parameter -> parameter.substring(0, parameter.indexOf('=')))
                        .toArray(String[]::new);
        return entry.factory().apply(spec.allowing(known));
    }

    /**
     * What the attack of that specification needs to see.
     *
     * @throws IllegalArgumentException if there is no such attack
     */
    public static Knowledge knowledge(String specification) {
        return Spec.parseChain(specification).stream()
                .map(spec -> entryOf(spec.name()).description().knowledge())
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** What there is, in words. */
    public static List<AttackDescription> all() {
        return ENTRIES.stream().map(AttackEntry::description).toList();
    }

    private static AttackEntry entryOf(String name) {
        for (AttackEntry entry : ENTRIES) {
            if (entry.name().equals(name)) {
                return entry;
            }
        }
        List<String> names = ENTRIES.stream().map(AttackEntry::name).toList();
        throw new IllegalArgumentException(
                "no attack '" + name + "'; there are " + String.join(", ", names));
    }
}
