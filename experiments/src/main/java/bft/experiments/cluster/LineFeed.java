package bft.experiments.cluster;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The lines that another process prints. A separate thread reads them, so that the process does not
 * wait for the consumer of the lines, unless the consumer is thousands of lines behind. A last line
 * without a line break is dropped.
 */
public final class LineFeed {
    private static final int MOST_WAITING = 4_096;

    private final InputStream in;
    private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private volatile boolean ended;

    public LineFeed(InputStream in) {
        this.in = new BufferedInputStream(in);
        Thread reader = new Thread(this::copy, "bft-line-feed");
        reader.setDaemon(true);
        reader.start();
    }

    /** Whether the process has ended, so that no further lines will come. */
    public boolean isEnded() {
        return ended;
    }

    /**
     * The lines that have arrived since the last call; waits up to {@code millis} for the first of
     * them.
     */
    public List<String> read(long millis) throws InterruptedException {
        List<String> lines = new ArrayList<>();
        String first = waiting.poll(millis, TimeUnit.MILLISECONDS);
        if (first != null) {
            lines.add(first);
            waiting.drainTo(lines);
        }
        return lines;
    }

    private void copy() {
        var line = new ByteArrayOutputStream();
        try {
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b == '\n') {
                    waiting.put(line.toString(StandardCharsets.UTF_8));
                    line.reset();
                } else {
                    line.write(b);
                }
            }
        } catch (IOException e) {
            // The process is gone; its exit code says why.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ended = true;
    }
}
