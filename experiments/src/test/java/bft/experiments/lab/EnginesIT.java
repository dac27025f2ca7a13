package bft.experiments.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bft.experiments.lab.Sweep.Progress;
import bft.experiments.record.Series;
import bft.worker.config.SettingValues;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One file, run in virtual time and by separate processes. */
class EnginesIT {
    private static final String FILE =
            """
            title: one experiment on both engines
            settings:
              workers: 5
              byzantine: 1
              attack: sign-flip:scale=10
              rule: median
              batch: 8
              rounds: 60
              eval-every: 20
            grid:
              engine: [simulation, cluster]
            seeds: 2
            expect:
              - cluster.final >= 0.5
            """;

    /** Accuracy that the interval of so few seeds is widened by on both sides. */
    private static final double SLACK = 0.02;

    private static final Progress SILENT =
            new Progress() {
                @Override
                public void begins(long work, long done) {}

                @Override
                public void worked(long work) {}

                @Override
                public void ended(String run, RunOutcome outcome) {}
            };

    @TempDir Path directory;

    @Test
    void bothGiveTheSameCurveWithinTheIntervalOfTheSeeds() throws Exception {
        var kinds = new ExperimentKinds(SettingValues.NONE, false);
        Experiment experiment =
                ExperimentFile.read(
                        "both.yaml", FILE, new Variation(false, true, List.of()), kinds);
        assertThat(experiment.runsAlone()).isTrue();
        try (var place = SweepDirectory.open(directory, experiment, List.of("test"))) {
            Results results = new Sweep(experiment, place, SILENT).run(1);
            assertThat(results.verdicts()).allSatisfy(v -> assertThat(v.holds()).isTrue());
            double[][] simulated = curves(results, "simulation");
            double[] clustered = mean(curves(results, "cluster"));
            assertThat(clustered).hasSize(4);
            for (int k = 0; k < clustered.length; k++) {
                int at = k;
                double[] values = Arrays.stream(simulated).mapToDouble(y -> y[at]).toArray();
                double low = Arrays.stream(values).min().orElseThrow();
                double high = Arrays.stream(values).max().orElseThrow();
                assertThat(clustered[k])
                        .as("accuracy at point %d of the curve", k)
                        .isCloseTo((low + high) / 2, within((high - low) / 2 + SLACK));
            }
        }
    }

    private static double[][] curves(Results results, String engine) {
        return results.at(engine).values().stream()
                .map(outcome -> outcome.curve("accuracy").map(Series::y).orElseThrow())
                .toArray(double[][]::new);
    }

    private static double[] mean(double[][] curves) {
        double[] mean = new double[curves[0].length];
        Arrays.setAll(mean, k -> Arrays.stream(curves).mapToDouble(y -> y[k]).average().orElse(0));
        return mean;
    }
}
