package bft.attacks.catalogue;

import bft.attacks.Attack;
import bft.attacks.Knowledge;
import bft.spec.Registry;
import bft.spec.Spec;
import java.util.Comparator;

/**
 * Every attack by name. A specification is a name with parameters, {@code gaussian:std=200}, or a
 * chain of several: {@code backdoor:target=2,model-replacement}.
 */
public final class Attacks {
    private static final Registry<Attack> REGISTRY =
            new Registry<>(
                    "attack",
                    BlindAttacks.ATTACKS,
                    StatisticalAttacks.ATTACKS,
                    SearchedAttacks.ATTACKS,
                    DataAttacks.ATTACKS);

    private Attacks() {}

    /**
     * The attack of that specification.
     *
     * @throws IllegalArgumentException if there is no such attack or parameter; the message lists
     *     the known ones
     */
    public static Attack of(String specification) {
        return Spec.parseChain(specification).stream()
                .map(REGISTRY::make)
                .reduce(Chain::new)
                .orElseThrow();
    }

    /**
     * The knowledge that the attack of that specification needs.
     *
     * @throws IllegalArgumentException if there is no such attack
     */
    public static Knowledge knowledge(String specification) {
        return Spec.parseChain(specification).stream()
                .map(spec -> Described.knowledge(REGISTRY.entry(spec.name())))
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** The registry of attacks. */
    public static Registry<?> registry() {
        return REGISTRY;
    }
}
