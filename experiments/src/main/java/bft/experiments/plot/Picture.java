package bft.experiments.plot;

import bft.experiments.output.ResultFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.internal.chartpart.IChart;

/**
 * A chart drawn in memory: it needs no temporary files, and a full disk leaves no partial drawing.
 */
final class Picture {
    private static final List<String> FORMATS = List.of("svg", "png");

    private Picture() {}

    /** Writes {@code name.svg} and {@code name.png}. */
    static void write(IChart chart, Path directory, String name) throws IOException {
        for (String format : FORMATS) {
            ResultFile.write(directory.resolve(name + "." + format), drawn(chart, format));
        }
    }

    /** The chart as a document. */
    static byte[] drawn(IChart chart, String format) throws IOException {
        ImageIO.setUseCache(false);
        var out = new ByteArrayOutputStream();
        ChartEncoder.saveChart(chart, out, format);
        return out.toByteArray();
    }
}
