package bft.experiments.lab.command;

import bft.experiments.lab.RunOutcome;
import bft.experiments.lab.Sweep;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * The progress of a sweep: on a screen a bar with the remaining time, otherwise a line for each
 * run.
 */
final class Bar implements Sweep.Progress, AutoCloseable {
    private final String name;
    private final PrintWriter out;
    private Optional<ProgressBar> bar = Optional.empty();

    Bar(String name, PrintWriter out) {
        this.name = name;
        this.out = out;
    }

    /** The launcher passes the width of the screen, if standard error is one. */
    @Override
    public synchronized void begins(long work, long done) {
        String columns = System.getProperty("bft.progress", "");
        if (!columns.matches("\\d{1,5}")) {
            return;
        }
        int width = Math.max(40, Integer.parseInt(columns) - 1);
        bar =
                Optional.of(
                        new ProgressBarBuilder()
                                .setTaskName(name)
                                .setInitialMax(work)
                                .startsFrom(done, Duration.ZERO)
                                .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                                .setUpdateIntervalMillis(500)
                                .setConsumer(new ConsoleProgressBarConsumer(System.err, width))
                                .build());
    }

    @Override
    public void worked(long work) {
        bar.ifPresent(b -> b.stepBy(work));
    }

    @Override
    public synchronized void ended(String run, RunOutcome outcome) {
        String failure = outcome.failure().isEmpty() ? "" : " (" + outcome.failure() + ")";
        bar.ifPresentOrElse(b -> b.setExtraMessage(run), () -> out.println("  " + run + failure));
    }

    @Override
    public synchronized void close() {
        bar.ifPresent(ProgressBar::close);
        bar = Optional.empty();
    }
}
