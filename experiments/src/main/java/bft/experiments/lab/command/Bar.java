package bft.experiments.lab.command;

import bft.experiments.lab.RunOutcome;
import bft.experiments.lab.Sweep;
import bft.experiments.terminal.ScreenBar;
import java.io.PrintWriter;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;

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

    @Override
    public synchronized void begins(long work, long done) {
        bar = ScreenBar.of(name, work, done);
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
