package bft.attacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import bft.attacks.catalogue.Attacks;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Agreement with recorded answers of byzfl 69bd1ac, blades, epfml, Garfield f784cfd,
 * ByzantineMomentum 1ef2c84 and the code of Shejwalkar and Houmansadr, in single precision: the
 * recorded absolute tolerance, scaled to the input, and 1e-5 of the value.
 */
final class AttackAgreementTest {
    static Stream<GoldenAttack> supported() throws IOException {
        return GoldenAttack.all().stream().filter(c -> c.normative() && c.spec().isPresent());
    }

    @ParameterizedTest
    @MethodSource("supported")
    void forgesTheRecordedVector(GoldenAttack golden) {
        float[] forged = Attacks.of(golden.spec().orElseThrow()).forge(golden.view())[0];
        double[] expected = golden.expected();
        assertThat(forged).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            if (!Double.isFinite(expected[i])) {
                assertThat(Double.compare(forged[i], expected[i])).isZero();
                continue;
            }
            double tolerance = golden.tolerance() + 1e-5 * Math.abs(expected[i]);
            assertThat((double) forged[i])
                    .as("coordinate %d, %s", i, golden.spec().orElseThrow())
                    .isCloseTo(expected[i], offset(tolerance));
        }
    }

    @Test
    void coversMostOfWhatIsRecorded() throws IOException {
        List<GoldenAttack> all = GoldenAttack.all();
        assertThat(all).hasSize(170);
        assertThat(supported().count()).isEqualTo(170);
    }
}
