package bft.aggregation.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class SnapshotTest {
    private static final float[] MODEL = {1, 2, 3};
    private static final Snapshot SMALL =
            Snapshot.of("kardam")
                    .with("newest", 7)
                    .with("alpha", 0.5)
                    .with("name", "a:b=c")
                    .with("versions", new long[] {4, 5, 6, -1})
                    .with("coefficients", new double[] {0, Double.POSITIVE_INFINITY})
                    .with("model", MODEL)
                    .with("none", new float[0])
                    .with("gradients", new float[][] {MODEL, {}, {1, 2}, {1, Float.NaN, 3}})
                    .with("part", Snapshot.of("inner").build())
                    .with("parts", List.of(Snapshot.of("left").build()))
                    .build();

    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    @Test
    void returnsTheValuesOfItsFields() {
        assertThat(SMALL.expecting("kardam").whole("newest")).isEqualTo(7);
        assertThat(SMALL.whole("newest", 0, 7)).isEqualTo(7);
        assertThat(SMALL.real("alpha")).isEqualTo(0.5);
        assertThat(SMALL.text("name")).isEqualTo("a:b=c");
        assertThat(SMALL.wholes("versions", 4, -1, 6)).containsExactly(4, 5, 6, -1);
        assertThat(SMALL.reals("coefficients", 2)).containsExactly(0, Double.POSITIVE_INFINITY);
        assertThat(SMALL.vector("none", 3)).isEmpty();
        assertThat(SMALL.part("part").kind()).isEqualTo("inner");
        assertThat(SMALL.parts("parts")).extracting(Snapshot::kind).containsExactly("left");
        assertThat(SMALL.size("gradients") + SMALL.size("versions")).isEqualTo(8);
        assertThat(SMALL.size("coefficients") + SMALL.size("parts")).isEqualTo(3);
    }

    @Test
    void vectorsAreSharedAndSmallArraysAreCopied() {
        long[] versions = {1, 2};
        float[][] gradients = {MODEL, MODEL};
        Snapshot snapshot =
                Snapshot.of("x").with("versions", versions).with("gradients", gradients).build();
        versions[0] = 9;
        gradients[0] = new float[0];
        snapshot.wholes("versions", 2)[1] = 9;
        snapshot.vectors("gradients", 2, 3)[1] = new float[0];

        assertThat(snapshot.wholes("versions", 2)).containsExactly(1, 2);
        assertThat(snapshot.vectors("gradients", 2, 3)[0]).isSameAs(MODEL);
        assertThat(snapshot.vectors("gradients", 2, 3)[1]).isSameAs(MODEL);
        assertThat(SMALL.vector("model", 3)).isSameAs(MODEL);
    }

    @Test
    void aBuilderGoesOnWithoutChangingWhatItBuilt() {
        Snapshot.Builder builder = Snapshot.of("x").with("a", 1);
        Snapshot first = builder.build();
        assertThat(builder.with("b", 2).build().whole("b")).isEqualTo(2);
        first.holding("a");
    }

    @Test
    void namesKindFieldValueAndLimitOfWhatDoesNotFit() {
        assertRefused(() -> SMALL.wholes("versions", 10), "kardam.versions has 4 values, need 10");
        assertRefused(
                () -> SMALL.wholes("versions", 4, 0, 9), "kardam.versions[3] is -1, need 0 to 9");
        assertRefused(
                () -> SMALL.reals("coefficients", 3), "kardam.coefficients has 2 values, need 3");
        assertRefused(() -> SMALL.whole("newest", 8, 9), "kardam.newest is 7, need 8 to 9");
        assertRefused(() -> SMALL.vector("model", 4), "kardam.model has 3 coordinates, need 4");
        assertRefused(
                () -> SMALL.vectors("gradients", 3, 3), "kardam.gradients has 4 vectors, need 3");
        assertRefused(
                () -> SMALL.vectors("gradients", 4, 3),
                "kardam.gradients[2] has 2 coordinates, need 3");
        assertRefused(
                () ->
                        Snapshot.of("x")
                                .with("v", new float[][] {{1, Float.NaN}})
                                .build()
                                .vectors("v", 1, 2),
                "x.v[0][1] is NaN, need a finite value");
    }

    @Test
    void refusesOtherKindsTypesAndFields() {
        assertRefused(
                () -> SMALL.expecting("votes"), "a snapshot of 'kardam', need one of 'votes'");
        assertRefused(() -> SMALL.whole("oldest"), "kardam.oldest is missing");
        assertRefused(
                () -> SMALL.whole("alpha"), "kardam.alpha is a real number, need a whole number");
        assertRefused(() -> SMALL.size("name"), "kardam.name is a text, need several values");
        Snapshot two = Snapshot.of("x").with("a", 1).with("b", 2).build();
        assertRefused(() -> two.holding("a"), "x.b is unknown, need only [a]");
        assertRefused(() -> two.holding("a", "b", "c"), "x.c is missing");
        assertThat(two.holding("b", "a")).isSameAs(two);
    }

    @Test
    void refusesFieldsThatCouldNotBeRead() {
        assertRefused(() -> Snapshot.of("x").with("a", 1).with("a", 2), "x has two fields 'a'");
        assertRefused(
                () -> Snapshot.of("a b"),
                "a name needs 1 to 64 letters, digits or _.+-, got 'a b'");
        assertRefused(
                () -> Snapshot.of("x").with("t", "\ud800"),
                "x.t has half a character, need a whole text");
        assertThatThrownBy(() -> Snapshot.of("x").with("v", new float[2][]))
                .isInstanceOf(NullPointerException.class);
    }

    @Test
    void isPrintedWithoutItsVectors() {
        assertThat(Snapshot.of("x").with("t", "y".repeat(61)).build())
                .hasToString("x(t=61 characters)");
        assertThat(SMALL)
                .hasToString(
                        "kardam(newest=7, alpha=0.5, name='a:b=c', versions=4 values,"
                                + " coefficients=2 values, model=3 coordinates,"
                                + " none=0 coordinates, gradients=4 vectors, part=inner,"
                                + " parts=1 parts)");
    }
}
