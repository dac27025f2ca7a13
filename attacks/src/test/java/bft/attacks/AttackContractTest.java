package bft.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.rules.Rules;
import bft.attacks.catalogue.Attacks;
import bft.spec.Entry;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every registered attack. */
final class AttackContractTest {
    private static final int F = 3;

    static Stream<String> names() {
        return Attacks.registry().names().stream();
    }

    private static AdversaryView view() {
        float[][] honest = Views.random(8, 6, 5);
        return Views.knowing(Rules.of("krum", F), Views.omniscient(F, honest));
    }

    @ParameterizedTest
    @MethodSource("names")
    void forgesOneVectorForEachByzantineWorker(String name) {
        assertThat(Attacks.of(name).forge(view())).hasDimensions(F, 6);
    }

    @ParameterizedTest
    @MethodSource("names")
    void colludersWithTheSameViewForgeTheSameBits(String name) {
        float[][] forged = Attacks.of(name).forge(view());
        assertThat(Arrays.deepEquals(Attacks.of(name).forge(view()), forged)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("names")
    void doesNotModifyTheView(String name) {
        AdversaryView view = view();
        Attacks.of(name).forge(view);
        assertThat(view.own()).isDeepEqualTo(view().own());
        assertThat(view.honest()).isDeepEqualTo(view().honest());
    }

    @ParameterizedTest
    @MethodSource("names")
    void givesVectorsThatShareNoMemory(String name) {
        AdversaryView view = view();
        float[][] forged = Attacks.of(name).forge(view);
        Arrays.fill(forged[0], 123);
        assertThat(forged[1]).doesNotContain(123);
        assertThat(view.own()).isDeepEqualTo(view().own());
        assertThat(view.honest()).isDeepEqualTo(view().honest());
    }

    @ParameterizedTest
    @MethodSource("names")
    void aSingleAttackerThatSeesOnlyItsOwnVectorForgesToo(String name) {
        AdversaryView view =
                Views.knowing(Rules.of("krum", 1), Views.colluding(5, Views.random(1, 6, 5)));
        assertThat(Attacks.of(name).forge(view)).hasDimensions(1, 6);
    }

    @ParameterizedTest
    @MethodSource("names")
    void isDescribed(String name) {
        Entry<?> entry = Attacks.registry().entry(name);
        assertThat(entry.summary()).isNotBlank();
        assertThat(entry.fact("source")).isNotBlank();
        assertThat(entry.fact("knowledge"))
                .isEqualTo(
                        Attacks.knowledge(name).name().toLowerCase(Locale.ROOT).replace('_', ' '));
    }
}
