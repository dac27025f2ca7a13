package bft.experiments.benchmark;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads every coordinate of some rows once: the least that any rule must do. It copies segment by
 * segment into an array that stays in the nearest cache, which any JDK does at the speed of memory;
 * a sum in plain Java would be slower.
 */
final class ReadingPass implements Runnable {
    private static final int NEAR = 2048;
    private static final int SEGMENT = 8 * NEAR;
    private static final int SPINS = 20_000;

    private final float[][] rows;
    private final BenchThreads team;
    private final int segments;
    private final int units;

    /**
     * A pass over rows of one length.
     *
     * @param rows not modified
     * @param team the threads that read
     */
    ReadingPass(float[][] rows, BenchThreads team) {
        this.rows = rows;
        this.team = team;
        this.segments = (rows[0].length + SEGMENT - 1) / SEGMENT;
        this.units = Math.multiplyExact(rows.length, segments);
    }

    @Override
    public void run() {
        var next = new AtomicInteger();
        var done = new AtomicInteger();
        for (int helper = 1; helper < team.threads(); helper++) {
            team.execute(() -> read(next, done));
        }
        read(next, done);
        for (int spin = 0; done.get() < units; spin++) {
            if (spin < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }

    private void read(AtomicInteger next, AtomicInteger done) {
        var near = new float[NEAR];
        for (int unit = next.getAndIncrement(); unit < units; unit = next.getAndIncrement()) {
            float[] row = rows[unit / segments];
            int from = unit % segments * SEGMENT;
            int to = Math.min(row.length, from + SEGMENT);
            for (int at = from; at < to; at += NEAR) {
                System.arraycopy(row, at, near, 0, Math.min(NEAR, to - at));
            }
            done.incrementAndGet();
        }
    }
}
