package bft.experiments;

import bft.experiments.plot.Lines;
import bft.experiments.plot.UndrawableException;
import bft.experiments.record.RunRecords;
import bft.experiments.record.Series;
import bft.experiments.terminal.ScreenBar;
import bft.server.metrics.RoundRecord;
import bft.spec.Text;
import bft.worker.model.Evaluation;
import bft.worker.wire.Figure;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;

/**
 * Reports a run while it goes on: a bar on a screen, otherwise a line for each measurement; it also
 * writes the records and, at the end, a plot.
 */
final class RunReport implements Closeable {
    private final Path directory;
    private final PrintWriter out;
    private final RunRecords records;
    private Optional<ProgressBar> bar;
    private Optional<Evaluation> ofNewest = Optional.empty();

    RunReport(Path directory, long rounds, PrintWriter out) throws IOException {
        this.directory = directory;
        this.out = out;
        this.records = new RunRecords(directory);
        this.bar = ScreenBar.of("rounds", rounds, 0);
    }

    /** The model before the first round of this process. */
    void start(long version, Evaluation evaluation) {
        records.point(version, evaluation);
        measured(version, evaluation);
        bar.ifPresent(b -> b.stepTo(version));
        ofNewest = Optional.of(evaluation).filter(e -> version > 0);
    }

    /** A round has ended. */
    void round(RoundRecord round, Optional<Evaluation> evaluation) throws IOException {
        records.add(round, evaluation);
        bar.ifPresent(b -> b.stepTo(round.version()));
        ofNewest = evaluation;
        Optional.ofNullable(round.reported().get(Figure.HELD_OUT_ACCURACY))
                .filter(reported -> bar.isEmpty())
                .ifPresent(
                        reported ->
                                out.println(
                                        "round "
                                                + round.round()
                                                + "  on rows that workers hold out: accuracy "
                                                + reported));
        evaluation.ifPresent(e -> measured(round.version(), e));
    }

    /** The newest model of a run that ended early, unless it has been measured. */
    void endedEarly(long version, Evaluation evaluation) {
        if (ofNewest.isEmpty()) {
            records.point(version, evaluation);
            measured(version, evaluation);
            ofNewest = Optional.of(evaluation);
        }
    }

    /** The run is over, for this reason. */
    void ended(long version, String reason) throws IOException {
        records.ended(version, reason);
    }

    private void measured(long version, Evaluation evaluation) {
        String accuracy = Text.of("accuracy %.4f", evaluation.accuracy());
        String loss = Text.of("loss %.4f", evaluation.loss());
        bar.ifPresentOrElse(
                b -> b.setExtraMessage(accuracy),
                () -> out.println("round " + version + "  " + accuracy + "  " + loss));
    }

    /**
     * Prints where the files are. The last line is the accuracy of the newest model, if that was
     * measured.
     *
     * @return whether it was measured
     */
    boolean finish() {
        endBar();
        out.println("records and plot in " + directory);
        ofNewest.ifPresent(e -> out.println(Text.of("accuracy %.4f", e.accuracy())));
        return ofNewest.isPresent();
    }

    /**
     * Draws the plot.
     *
     * @throws UndrawableException if plots cannot be drawn here
     */
    void plot(String title) throws IOException {
        List<Series> curves = List.of(records.accuracy("test accuracy"));
        UndrawableException.guard(() -> Lines.accuracy(title, curves).write(directory, "accuracy"));
    }

    @Override
    public void close() throws IOException {
        endBar();
        records.close();
    }

    private void endBar() {
        bar.ifPresent(ProgressBar::close);
        bar = Optional.empty();
    }
}
