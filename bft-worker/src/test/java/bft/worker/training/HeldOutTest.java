package bft.worker.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import bft.worker.data.Dataset;
import bft.worker.data.Datasets;
import bft.worker.model.Evaluation;
import bft.worker.model.GradientFunction;
import bft.worker.model.Models;
import bft.worker.training.HeldOut.Plan;
import bft.worker.wire.Draws;
import bft.worker.wire.Figure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Rows that a worker keeps from training, and what it reports of them. */
class HeldOutTest {
    private static final Plan TENTH = Plan.of("held-out:share=0.1,every=10");

    private final Dataset data = Datasets.load("built-in", Path.of("none"), 0).train();
    private final GradientFunction model = Models.of("softmax", data.width(), data.classes());
    private final float[] parameters = new float[model.dimension()];

    private Share share(int worker, int rows) {
        return new Share(data, IntStream.range(0, rows).map(row -> 3 * row).toArray(), worker);
    }

    @Test
    void aTenthIsHeldOutAndTheRestIsTrainedOn() {
        Share all = share(2, 95);
        List<Integer> kept = rows(TENTH.training(all, 7));
        List<Integer> held = new ArrayList<>(rows(all));
        held.removeAll(kept);
        assertThat(held).hasSize(10);
        assertThat(kept).hasSize(85).doesNotHaveDuplicates().isSubsetOf(rows(all));
        assertThat(rows(TENTH.training(all, 7))).as("again").isEqualTo(kept);
        assertThat(rows(TENTH.training(all, 8))).as("another seed").isNotEqualTo(kept);
    }

    private static List<Integer> rows(Share share) {
        return IntStream.of(share.rows()).boxed().toList();
    }

    @Test
    void theFigureIsOfTheRowsThatAreHeldOut() {
        Share all = share(2, 95);
        List<Integer> held = new ArrayList<>(rows(all));
        held.removeAll(rows(TENTH.training(all, 7)));
        model.initialise(5, parameters);
        Evaluation expected =
                model.evaluate(
                        parameters, data.select(held.stream().mapToInt(row -> row).toArray()));
        SortedMap<Figure, Double> figures = figures(all, 0);
        assertThat(figures.get(Figure.HELD_OUT_ACCURACY)).isEqualTo(expected.accuracy());
        assertThat(figures.get(Figure.HELD_OUT_LOSS)).isCloseTo(expected.loss(), within(1e-12));
    }

    private SortedMap<Figure, Double> figures(Share all, long version) {
        var figures =
                WorkerFigures.of(
                        "none",
                        new LocalMethods.Terms(v -> 0.1, 7, all.worker()),
                        TENTH.heldOut(all, 7, model));
        figures.expect(Draw.of(Draws.of(version, 0)), parameters);
        return figures.newest();
    }

    @Test
    void theFirstGradientOnOneOfTenVersionsHasTheFigures() {
        HeldOut rows = TENTH.heldOut(share(0, 50), 7, model).orElseThrow();
        List<Long> evaluated = new ArrayList<>();
        for (long version : new long[] {0, 1, 9, 10, 10, 11, 19, 23, 24, 30}) {
            if (rows.evaluate(Draw.of(Draws.of(version, 0)), parameters).isPresent()) {
                evaluated.add(version);
            }
        }
        assertThat(evaluated).containsExactly(0L, 10L, 23L, 30L);
    }

    @Test
    void aWorkerWithOneRowTrainsOnIt() {
        assertThat(rows(TENTH.training(share(0, 1), 7))).containsExactly(0);
        assertThat(TENTH.heldOut(share(0, 1), 7, model)).isEmpty();
        assertThat(Plan.of("none").training(share(0, 9), 7).rows()).hasSize(9);
        assertThat(Plan.of("none").heldOut(share(0, 9), 7, model)).isEmpty();
    }

    @Test
    void aShareOfEverythingIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Plan.of("held-out:share=1"))
                .withMessageContaining("share");
    }
}
