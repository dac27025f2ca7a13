package bft.experiments.terminal;

import java.time.Duration;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar with the remaining time, on standard error. */
public final class ScreenBar {
    private ScreenBar() {}

    /**
     * A bar, if standard error is a screen: the launcher then passes its width.
     *
     * @param work all of it
     * @param done what of it was done before
     */
    public static Optional<ProgressBar> of(String name, long work, long done) {
        String columns = System.getProperty("bft.progress", "");
        if (!columns.matches("\\d{1,5}")) {
            return Optional.empty();
        }
        int width = Math.max(40, Integer.parseInt(columns) - 1);
        return Optional.of(
                new ProgressBarBuilder()
                        .setTaskName(name)
                        .setInitialMax(work)
                        .startsFrom(done, Duration.ZERO)
                        .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                        .setUpdateIntervalMillis(200)
                        .setConsumer(new ConsoleProgressBarConsumer(System.err, width))
                        .build());
    }
}
