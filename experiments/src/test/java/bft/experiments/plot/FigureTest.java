package bft.experiments.plot;

import static org.assertj.core.api.Assertions.assertThat;

import bft.experiments.record.Series;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FigureTest {
    @Test
    void writesAnSvgAndAPngWithoutADisplay(@TempDir Path directory) throws Exception {
        var series = new Series("krum", new double[] {0, 1, 2}, new double[] {0.1, 0.5, 0.9});
        var empty = new Series("mean", new double[0], new double[0]);
        new Figure("accuracy", List.of(series, empty)).write(directory, "figure");

        assertThat(Files.readString(directory.resolve("figure.svg")))
                .contains("<svg")
                .endsWith("</svg>\n");
        assertThat(ImageIO.read(directory.resolve("figure.png").toFile()).getWidth())
                .isEqualTo(900);
    }
}
