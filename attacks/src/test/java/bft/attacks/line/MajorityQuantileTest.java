package bft.attacks.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MajorityQuantileTest {
    @ParameterizedTest
    @CsvSource({
        "10, 2, 0, 0.2533", "10, 4, 0.4307, 0.8416", "20, 4, 0.1573, 0.3853",
        "20, 8, 0.6745, 1.0364", "25, 11, 1.0676, 1.4051", "50, 24, 1.4261, 1.7507"
    })
    void agreesWithTables(int n, int f, double neurips, double preprint) {
        assertThat(MajorityQuantile.NEURIPS.z(n, f)).isCloseTo(neurips, within(5e-5));
        assertThat(MajorityQuantile.PREPRINT.z(n, f)).isCloseTo(preprint, within(5e-5));
    }

    @ParameterizedTest
    @CsvSource({
        "0.5, 0",
        "0.975, 1.959963984540054",
        "0.025, -1.959963984540054",
        "0.999999, 4.753424308822899"
    })
    void quantilesAreExact(double probability, double z) {
        assertThat(MajorityQuantile.quantile(probability)).isCloseTo(z, within(1e-9));
    }
}
