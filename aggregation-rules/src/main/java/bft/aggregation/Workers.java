package bft.aggregation;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Runs numbered units of work in the calling thread and in threads of an executor. The caller works
 * too, so nothing waits for an executor that is busy or has no thread to spare.
 */
final class Workers {
    /** One unit of work, with memory of its own. */
    @FunctionalInterface
    interface Work<S> {
        void run(int unit, S scratch);
    }

    /** How long the caller spins for the last unit before it sleeps, in turns. */
    private static final int SPINS = 20_000;

    private final Executor executor;
    private final int threads;

    Workers(Executor executor, int threads) {
        this.executor = executor;
        this.threads = threads;
    }

    /** How many units run at once at most. */
    int threads() {
        return threads;
    }

    /**
     * Runs units 0 to {@code units - 1} and returns when all are done.
     *
     * @throws RuntimeException the first failure of a unit
     */
    <S> void run(int units, Pool<S> pool, Work<S> work) {
        var batch = new Batch<>(units, pool, work);
        for (int helper = 1; helper < Math.min(threads, units); helper++) {
            executor.execute(batch);
        }
        batch.run();
        batch.await();
    }

    /** Scratch memory that is used again; any number of threads. */
    static final class Pool<S> {
        private final Queue<S> idle = new ConcurrentLinkedQueue<>();
        private final Supplier<S> maker;

        Pool(Supplier<S> maker) {
            this.maker = maker;
        }

        private S take() {
            S scratch = idle.poll();
            return scratch == null ? maker.get() : scratch;
        }
    }

    private static final class Batch<S> implements Runnable {
        private final int units;
        private final Pool<S> pool;
        private final Work<S> work;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger done = new AtomicInteger();
        private final CountDownLatch end = new CountDownLatch(1);
        private final AtomicReference<Throwable> failure = new AtomicReference<>();

        Batch(int units, Pool<S> pool, Work<S> work) {
            this.units = units;
            this.pool = pool;
            this.work = work;
        }

        @Override
        public void run() {
            int unit = next.getAndIncrement();
            if (unit >= units) {
                return;
            }
            S scratch = pool.take();
            for (; unit < units; unit = next.getAndIncrement()) {
                runOne(unit, scratch);
            }
            pool.idle.add(scratch);
        }

        private void runOne(int unit, S scratch) {
            try {
                if (failure.get() == null) {
                    work.run(unit, scratch);
                }
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            } finally {
                if (done.incrementAndGet() == units) {
                    end.countDown();
                }
            }
        }

        void await() {
            for (int spin = 0; spin < SPINS && done.get() < units; spin++) {
                Thread.onSpinWait();
            }
            boolean interrupted = false;
            while (done.get() < units) {
                try {
                    end.await();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            Throwable thrown = failure.get();
            if (thrown instanceof Error error) {
                throw error;
            }
            if (thrown != null) {
                throw (RuntimeException) thrown;
            }
        }
    }
}
