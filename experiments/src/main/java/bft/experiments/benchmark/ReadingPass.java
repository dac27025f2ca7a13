package bft.experiments.benchmark;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads every coordinate of some rows once: what any rule must spend at least. It copies stretch by
 * stretch into an array that stays in the nearest cache, which any JDK does as fast as memory
 * gives; a sum in plain Java would not keep up with it.
 */
final class ReadingPass implements Runnable {
    private static final int NEAR = 2048;
    private static final int STRETCH = 8 * NEAR;
    private static final int SPINS = 20_000;

    private final float[][] rows;
    private final BenchThreads team;
    private final int stretches;
    private final int units;

    /**
     * A pass over rows of one length.
     *
     * @param rows not modified
     * @param crew whose threads all read
     */
    ReadingPass(float[][] rows, BenchThreads team) {
        this.rows = rows;
        this.team = team;
        this.stretches = (rows[0].length + STRETCH - 1) / STRETCH;
        this.units = Math.multiplyExact(rows.length, stretches);
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
            float[] row = rows[unit / stretches];
            int from = unit % stretches * STRETCH;
            int to = Math.min(row.length, from + STRETCH);
            for (int at = from; at < to; at += NEAR) {
                System.arraycopy(row, at, near, 0, Math.min(NEAR, to - at));
            }
            done.incrementAndGet();
        }
    }
}
