package bft.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MatrixTest {
    @ParameterizedTest
    @CsvSource({
        "1,1,1",
        "2,3,10",
        "4,16,16",
        "5,7,17",
        "50,100,10",
        "3,1,64",
        "7,50,65",
        "9,130,130"
    })
    void productsAgreeWithTheirDefinition(int height, int terms, int columns) {
        for (long seed = 1; seed <= 3; seed++) {
            var random = new Random(seed);
            Matrix a = random(height, terms, random);
            Matrix b = random(terms, columns, random);
            var c = new Matrix(height, columns);
            c.setProduct(a, b);
            requireProduct(a, b, c, "A B, seed " + seed);

            var turned = new Matrix(terms, height);
            turned.setTransposed(a);
            Matrix again = random(height, columns, random);
            again.setTransposedProduct(turned, b);
            requireProduct(a, b, again, "(A^T)^T B, seed " + seed);
        }
    }

    @Test
    void paddingNeverReachesAColumnThatCounts() {
        Matrix a = random(3, 5, new Random(1));
        Matrix b = random(5, 6, new Random(2));
        var c = new Matrix(3, 6);
        poisonPadding(a);
        poisonPadding(b);
        c.setProduct(a, b);
        requireProduct(a, b, c, "A B");
        poisonPadding(c);
        var turned = new Matrix(6, 3);
        turned.setTransposed(c);
        assertThat(turned.row(5)[2]).isEqualTo(c.row(2)[5]);
        var d = new Matrix(6, 6);
        d.setTransposedProduct(c, c);
        requireProduct(turned, c, d, "C^T C");
    }

    @Test
    void nonFiniteValuesStayInTheirRowsAndColumns() {
        var a = new Matrix(2, 1);
        a.load(new float[] {Float.NaN, 2}, 0);
        var b = new Matrix(1, 2);
        b.load(new float[] {3, Float.POSITIVE_INFINITY}, 0);
        var c = new Matrix(2, 2);
        c.setProduct(a, b);
        float[] values = new float[4];
        c.store(values, 0);
        assertThat(values).containsExactly(Float.NaN, Float.NaN, 6, Float.POSITIVE_INFINITY);
    }

    @Test
    void resizingKeepsTheRowsThatRemain() {
        var matrix = new Matrix(2, 2);
        matrix.load(new float[] {9, 1, 2, 3, 4}, 1);
        matrix.resize(1);
        matrix.resize(3);
        float[] values = new float[7];
        matrix.store(values, 1);
        assertThat(values).containsExactly(0, 1, 2, 3, 4, 0, 0);
        assertThat(matrix.elements()).isEqualTo(6);
    }

    @Test
    void refusesSizesThatDoNotFit() {
        var a = new Matrix(2, 3);
        var b = new Matrix(4, 5);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Matrix(2, 5).setProduct(a, b))
                .withMessage("a product of 2 x 3 and 4 x 5 does not fit into 2 x 5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Matrix(2, 5).setTransposedProduct(a, b));
        assertThatIllegalArgumentException().isThrownBy(() -> new Matrix(2, 3).setTransposed(a));
    }

    private static void requireProduct(Matrix a, Matrix b, Matrix c, String what) {
        for (int i = 0; i < c.height(); i++) {
            for (int j = 0; j < c.columns(); j++) {
                double sum = 0;
                double size = 0;
                for (int k = 0; k < b.height(); k++) {
                    double term = (double) a.row(i)[k] * b.row(k)[j];
                    sum += term;
                    size += Math.abs(term);
                }
                assertThat((double) c.row(i)[j])
                        .as("%s, %d, %d", what, i, j)
                        .isCloseTo(sum, within(1e-6 * size));
            }
        }
    }

    private static void poisonPadding(Matrix matrix) {
        for (int i = 0; i < matrix.height(); i++) {
            float[] row = matrix.row(i);
            Arrays.fill(row, matrix.columns(), row.length, Float.NaN);
        }
    }

    private static Matrix random(int height, int columns, Random random) {
        var matrix = new Matrix(height, columns);
        float[] values = new float[height * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        matrix.load(values, 0);
        return matrix;
    }
}
