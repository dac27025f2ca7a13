package bft.worker.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.worker.data.Dataset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowsTest {
    private static final Rows ROWS = new Rows(3, 2);

    private static Row row(Object label, double... features) {
        return RowFactory.create(Vectors.dense(features), label);
    }

    @Test
    void readsDenseAndSparseRows() {
        Row sparse = RowFactory.create(Vectors.sparse(3, new int[] {2}, new double[] {0.5}), 0L);
        Dataset data = ROWS.read(List.of(row(1.0, 1, 2, 3), sparse).iterator());
        assertThat(data.features()).containsExactly(1, 2, 3, 0, 0, 0.5f);
        assertThat(data.labels()).containsExactly(1, 0);
        assertThat(data.classes()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, 2, 0.5, Double.NaN, 1e30})
    void refusesOtherLabels(double label) {
        assertThatThrownBy(() -> ROWS.read(List.of(row(label, 1, 2, 3)).iterator()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("in 0..1, got " + label);
    }

    @Test
    void refusesRowsOfAnotherLengthAndPartitionsWithout() {
        assertThatThrownBy(() -> ROWS.read(List.of(row(1.0, 1, 2)).iterator()))
                .hasMessageContaining("3 features, as the first has, got 2");
        assertThatThrownBy(() -> ROWS.read(List.<Row>of().iterator()))
                .hasMessageContaining("has no rows");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "localhost:0", "a b:1"})
    void refusesAddressesWithoutPort(String server) {
        assertThatThrownBy(() -> ParameterServerTraining.on(server, List.of("t"), "o"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("HOST:PORT");
        assertThatThrownBy(() -> ParameterServerTraining.on("localhost:1", List.of(), "o"))
                .hasMessageContaining("got none");
    }

    /** What the page shows is what the test on the cluster runs. */
    @Test
    void theExampleIsThatOfTheApplication() throws Exception {
        String page = Files.readString(Path.of("README.md"));
        var java = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(page);
        assertThat(java.find()).isTrue();
        Path application = Path.of("src/test/java/bft/worker/spark/TrainDigits.java");
        String runs = withoutLayout(Files.readString(application));
        assertThat(withoutLayout(java.group(1)).split(";"))
                .hasSize(3)
                .allSatisfy(statement -> assertThat(runs).contains(statement + ";"));
    }

    private static String withoutLayout(String code) {
        return code.replaceAll("//[^\n]*", "").replaceAll("\\s+", "");
    }
}
