package bft.server.optimiser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import bft.aggregation.state.Snapshot;
import bft.aggregation.state.SnapshotFormat;
import bft.aggregation.state.SnapshotLimits;
import bft.spec.Entry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every optimiser of the registry. */
class OptimiserContractTest {
    private static final ParameterLayout LAYOUT = ParameterLayout.parse("6x5,5,2x3x2,1x4");
    private static final int D = 51;
    private static final SnapshotLimits LIMITS = new SnapshotLimits(D, 3, 1, 1 << 16);

    /** Those that a parameter gives another state or another loop. */
    private static final List<String> VARIANTS =
            List.of(
                    "momentum:rate=inside",
                    "nesterov:rate=inside",
                    "adagrad:initial=0.1",
                    "rmsprop:beta=0.9",
                    "adam:correction=no,initial=1e-6",
                    "yogi:correction=yes",
                    "delayed-nesterov:every=1",
                    "delayed-nesterov:every=3",
                    "shampoo:every=3,block=4",
                    "shampoo:every=1",
                    "lion:decay=0.1",
                    "sign:beta=0.9");

    static Stream<String> specs() {
        return Stream.concat(Optimisers.registry().names().stream(), VARIANTS.stream());
    }

    private static Optimiser optimiser(String spec) {
        return optimiser(spec, 0.01);
    }

    private static Optimiser optimiser(String spec, double rate) {
        return Optimisers.of(spec, new Schedule.Constant(rate)).over(LAYOUT);
    }

    private static float[] gaussian(Random random, double scale) {
        var vector = new float[D];
        for (int i = 0; i < D; i++) {
            vector[i] = (float) (scale * random.nextGaussian());
        }
        return vector;
    }

    private static Optimiser.Result walk(
            Optimiser optimiser, Optimiser.Result from, Random random, int steps) {
        Optimiser.Result at = from;
        for (int step = 0; step < steps; step++) {
            at = optimiser.step(at.parameters(), gaussian(random, 1), at.state());
        }
        return at;
    }

    private static Optimiser.Result start(Optimiser optimiser, Random random) {
        return new Optimiser.Result(gaussian(random, 1), optimiser.init(D));
    }

    /** Parameters may be infinite, which a server refuses; a state may not, for it is saved. */
    private static void requireFinite(String spec, Optimiser.Result result) {
        assertThat(result.parameters()).as(spec).doesNotContain(Float.NaN);
        for (float[] slot : result.state().slots()) {
            for (float value : slot) {
                assertThat(value).as("state of " + spec).isFinite();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("specs")
    void modifiesNothingThatGoesIn(String spec) {
        var random = new Random(1);
        Optimiser optimiser = optimiser(spec);
        Optimiser.Result at = walk(optimiser, start(optimiser, random), random, 4);
        float[] gradient = gaussian(random, 1);
        float[] gradientBefore = gradient.clone();
        float[] parametersBefore = at.parameters().clone();
        float[][] slotsBefore = at.state().slots().clone();
        Arrays.setAll(slotsBefore, k -> slotsBefore[k].clone());
        Optimiser.Result next = optimiser.step(at.parameters(), gradient, at.state());
        assertThat(next.parameters()).isNotSameAs(at.parameters());
        assertThat(gradient).isEqualTo(gradientBefore);
        assertThat(at.parameters()).isEqualTo(parametersBefore);
        assertThat(at.state().slots()).isDeepEqualTo(slotsBefore);
    }

    @ParameterizedTest
    @MethodSource("specs")
    void refusesAGradientOfAnotherLength(String spec) {
        Optimiser optimiser = optimiser(spec);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> optimiser.step(new float[D], new float[D + 1], optimiser.init(D)))
                .withMessageContaining("52 values, parameters 51");
    }

    @ParameterizedTest
    @MethodSource("specs")
    void stateHasTheSlotsThatAreSaid(String spec) {
        Optimiser optimiser = optimiser(spec);
        Optimiser.Result begun = start(optimiser, new Random(2));
        Optimiser.Result next = walk(optimiser, begun, new Random(2), 1);
        for (OptimiserState state : List.of(begun.state(), next.state())) {
            assertThat(state.slots()).hasNumberOfRows(optimiser.slots(D));
            assertThat(List.of(state.slots())).allMatch(slot -> slot.length == D);
        }
    }

    @ParameterizedTest
    @MethodSource("specs")
    void goesOnFromASnapshotToTheBit(String spec) throws IOException {
        Optimiser optimiser = optimiser(spec);
        for (int cut = 0; cut < 5; cut++) {
            var random = new Random(3);
            Optimiser.Result at = walk(optimiser, start(optimiser, random), random, cut);
            Snapshot written = throughAFile(at.state().snapshot());
            OptimiserState restored = OptimiserState.of(written, optimiser, D);
            assertThat(restored.step()).isEqualTo(cut);
            Optimiser.Result on = walk(optimiser, at, new Random(4), 5);
            Optimiser.Result again =
                    walk(
                            optimiser(spec),
                            new Optimiser.Result(at.parameters(), restored),
                            new Random(4),
                            5);
            assertThat(again.parameters()).isEqualTo(on.parameters());
            assertThat(again.state().slots()).isDeepEqualTo(on.state().slots());
        }
    }

    private static Snapshot throughAFile(Snapshot snapshot) throws IOException {
        var bytes = new ByteArrayOutputStream();
        SnapshotFormat.write(snapshot, Channels.newChannel(bytes));
        var in = new ByteArrayInputStream(bytes.toByteArray());
        return SnapshotFormat.read(Channels.newChannel(in), LIMITS);
    }

    @ParameterizedTest
    @MethodSource("specs")
    void finiteGradientsLeaveAllFinite(String spec) {
        for (long seed = 0; seed < 20; seed++) {
            var random = new Random(seed);
            Optimiser optimiser = optimiser(spec);
            Optimiser.Result at = start(optimiser, random);
            for (int step = 0; step < 30; step++) {
                double scale = Math.pow(10, random.nextInt(13) - 6);
                at = optimiser.step(at.parameters(), gaussian(random, scale), at.state());
            }
            requireFinite(spec + " seed " + seed, at);
            assertThat(at.parameters()).as("seed " + seed).doesNotContain(Float.POSITIVE_INFINITY);
        }
    }

    /**
     * A step may leave the range of float32, and is then refused; a NaN or a state of it is not.
     */
    @ParameterizedTest
    @MethodSource("specs")
    void hugeGradientsMakeNoNaNAndNoStateThatCannotBeSaved(String spec) {
        for (double scale : new double[] {1e18, 1e30, 1e37}) {
            var random = new Random(5);
            Optimiser optimiser = optimiser(spec);
            Optimiser.Result at = walk(optimiser, start(optimiser, random), random, 2);
            for (int step = 0; step < 3; step++) {
                at = optimiser.step(at.parameters(), gaussian(random, scale), at.state());
            }
            requireFinite(spec + " at " + scale, walk(optimiser, at, random, 4));
        }
    }

    /** Else the server would take a step that has lost a coordinate. */
    @ParameterizedTest
    @MethodSource("specs")
    void aNaNInTheGradientIsOneInTheParametersOrAnError(String spec) {
        var random = new Random(9);
        Optimiser optimiser = optimiser(spec);
        for (int before = 0; before < 2; before++) {
            Optimiser.Result at = walk(optimiser, start(optimiser, random), random, before);
            for (int i = 0; i < D; i++) {
                float[] gradient = gaussian(random, 1);
                gradient[i] = Float.NaN;
                try {
                    float[] moved =
                            optimiser.step(at.parameters(), gradient, at.state()).parameters();
                    assertThat(moved[i]).as("coordinate " + i).isNaN();
                } catch (ArithmeticException e) {
                    assertThat(spec).startsWith("shampoo");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "adam:beta1=0.5,beta2=0.5",
                "adamw:beta1=0.5,beta2=0.5",
                "lamb:beta1=0.5,beta2=0.5",
                "rmsprop:rho=0.5",
                "rmsprop:rho=0.5,beta=0.5"
            })
    void oneHugeGradientIsForgotten(String spec) {
        var random = new Random(6);
        Optimiser optimiser = optimiser(spec);
        Optimiser.Result at = start(optimiser, random);
        at = optimiser.step(at.parameters(), gaussian(random, 1e30), at.state());
        at = walk(optimiser, at, random, 300);
        float[] before = at.parameters();
        float[] after = walk(optimiser, at, random, 1).parameters();
        for (int i = 0; i < D; i++) {
            assertThat(after[i]).as("coordinate " + i).isNotEqualTo(before[i]);
        }
    }

    @ParameterizedTest
    @MethodSource("specs")
    void aGradientOfZerosMovesNothingWithoutDecay(String spec) {
        String name = spec.split(":")[0];
        boolean decays = List.of("adamw", "lamb", "lars", "lion").contains(name);
        Optimiser optimiser = optimiser(decays ? name + ":decay=0" : spec);
        Optimiser.Result at = start(optimiser, new Random(7));
        Optimiser.Result next = optimiser.step(at.parameters(), new float[D], at.state());
        assertThat(next.parameters()).isEqualTo(at.parameters());
    }

    @ParameterizedTest
    @MethodSource("specs")
    void findsTheLowestPointOfAnUnevenBowl(String spec) {
        // Loss sum of a x²/2 with a from 0.1 to 10, so the gradient is a x.
        Optimiser optimiser =
                optimiser(spec.startsWith("lars") ? "lars:trust=0.1,decay=0" : spec, 0.03);
        Optimiser.Result at = start(optimiser, new Random(8));
        double before = loss(at.parameters());
        for (int step = 0; step < 600; step++) {
            var gradient = new float[D];
            for (int i = 0; i < D; i++) {
                gradient[i] = curvature(i) * at.parameters()[i];
            }
            at = optimiser.step(at.parameters(), gradient, at.state());
        }
        assertThat(loss(at.parameters())).as(spec).isLessThan(before / 5);
    }

    private static float curvature(int i) {
        return (float) Math.pow(10, 2.0 * i / (D - 1) - 1);
    }

    private static double loss(float[] parameters) {
        double loss = 0;
        for (int i = 0; i < D; i++) {
            loss += curvature(i) * parameters[i] * parameters[i] / 2;
        }
        return loss;
    }

    @ParameterizedTest
    @MethodSource("specs")
    void printsAsASpecificationOfItself(String spec) {
        Optimiser optimiser = Optimisers.of(spec, new Schedule.Constant(0.5));
        assertThat(Optimisers.of(optimiser.toString(), optimiser.rate())).isEqualTo(optimiser);
    }

    @ParameterizedTest
    @MethodSource("specs")
    void isListedInWords(String spec) {
        Entry<?> entry = Optimisers.registry().entry(spec.split(":")[0]);
        assertThat(entry.facts()).containsKeys("state", "cost", "source");
        String given = entry.parameters().toString();
        String settings = Optimisers.of(spec, new Schedule.Constant(1)).toString();
        for (String setting : settings.substring(settings.indexOf(':') + 1).split(",")) {
            assertThat(given).contains(setting.contains("=") ? setting.split("=")[0] + "=" : "");
        }
    }
}
