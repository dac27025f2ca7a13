package bft.aggregation.engine;

import bft.spec.BadArgument;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/**
 * Runs numbered units of work in the calling thread and in threads of an executor. The caller works
 * too, so nothing waits for an executor that is busy or has no free thread.
 *
 * <p>Each thread has a slot, begins with that slot's share of the units and then takes units of
 * other shares. So a thread processes the same coordinates in the second pass, and in the next
 * call, while they may still be in the cache of its core. A helper that has finished keeps its slot
 * for some tens of microseconds, since the next batch usually follows immediately and waking a
 * thread takes as long.
 */
final class HelperThreads {
    /** One unit of work, with memory of its own. */
    @FunctionalInterface
    interface Work<S> {
        void run(int unit, S scratch);
    }

    /** How many iterations the caller spins for the last unit before it sleeps. */
    private static final int SPINS = 20_000;

    /** How many iterations a helper spins for the next batch before it returns its thread. */
    private static final int LINGERING = 1000;

    /** Marks the slot of a helper that has taken its last batch and will check again. */
    private static final Batch<?> HERE = new Batch<>(0, 1, new Pool<>(1, () -> 0), (u, s) -> {});

    private final Executor executor;
    private final int threads;

    /** By slot: a batch to take, {@link #HERE}, or null if no helper is running or requested. */
    private final AtomicReferenceArray<Batch<?>> slots;

    HelperThreads(Executor executor, int threads) {
        BadArgument.when(threads < 1).because("threads must be >= 1, got %s", threads);
        this.executor = Objects.requireNonNull(executor, "executor");
        this.threads = threads;
        this.slots = new AtomicReferenceArray<>(threads);
    }

    /** Maximum number of units that run at once. */
    int threads() {
        return threads;
    }

    /** Scratch memory for units that run here. */
    <S> Pool<S> pool(Supplier<S> maker) {
        return new Pool<>(threads, maker);
    }

    /**
     * Runs units 0 to {@code units - 1} and returns when all are done.
     *
     * @throws RuntimeException the first failure of a unit
     */
    <S> void run(int units, Pool<S> pool, Work<S> work) {
        var batch = new Batch<>(units, Math.min(threads, units), pool, work);
        for (int slot = 1; slot < batch.shares(); slot++) {
            offer(batch, slot);
        }
        batch.run(0);
        batch.await();
    }

    /** If another caller's batch waits in the slot, this one runs without that helper. */
    private void offer(Batch<?> batch, int slot) {
        Batch<?> found = slots.get(slot);
        while (found == null || found.isDone()) {
            if (slots.compareAndSet(slot, found, batch)) {
                if (found == null) {
                    call(slot);
                }
                return;
            }
            found = slots.get(slot);
        }
    }

    private void call(int slot) {
        boolean called = false;
        try {
            executor.execute(() -> help(slot));
            called = true;
        } finally {
            if (!called) {
                slots.set(slot, null);
            }
        }
    }

    private void help(int slot) {
        boolean ended = false;
        try {
            do {
                slots.getAndSet(slot, HERE).run(slot);
            } while (isOffered(slot));
            ended = true;
        } finally {
            if (!ended) {
                slots.set(slot, null);
            }
        }
    }

    /** Waits briefly for a batch; frees the slot if none arrives. */
    private boolean isOffered(int slot) {
        for (int spin = 0; spin < LINGERING && slots.get(slot) == HERE; spin++) {
            Thread.onSpinWait();
        }
        return !slots.compareAndSet(slot, HERE, null);
    }

    /** Reused scratch memory, one per slot; thread-safe. */
    static final class Pool<S> {
        private final AtomicReferenceArray<S> idle;
        private final Supplier<S> maker;

        private Pool(int slots, Supplier<S> maker) {
            this.idle = new AtomicReferenceArray<>(slots);
            this.maker = maker;
        }

        private S take(int slot) {
            S scratch = idle.getAndSet(slot, null);
            return scratch == null ? maker.get() : scratch;
        }

        private void putBack(int slot, S scratch) {
            idle.set(slot, scratch);
        }
    }

    private static final class Batch<S> {
        private final int units;
        private final Pool<S> pool;
        private final Work<S> work;

        /** The next unit of each share. */
        private final AtomicInteger[] next;

        private final AtomicInteger done = new AtomicInteger();
        private final CountDownLatch end = new CountDownLatch(1);
        private final AtomicReference<Throwable> failure = new AtomicReference<>();

        Batch(int units, int shares, Pool<S> pool, Work<S> work) {
            this.units = units;
            this.pool = pool;
            this.work = work;
            this.next = new AtomicInteger[shares];
            for (int share = 0; share < shares; share++) {
                next[share] = new AtomicInteger(start(share));
            }
        }

        int shares() {
            return next.length;
        }

        boolean isDone() {
            return done.get() == units;
        }

        private int start(int share) {
            return (int) ((long) units * share / next.length);
        }

        void run(int slot) {
            if (isDone()) {
                return;
            }
            S scratch = pool.take(slot);
            for (int k = 0; k < next.length; k++) {
                runShare((slot + k) % next.length, scratch);
            }
            pool.putBack(slot, scratch);
        }

        private void runShare(int share, S scratch) {
            int stop = start(share + 1);
            for (int unit = next[share].getAndIncrement();
                    unit < stop;
                    unit = next[share].getAndIncrement()) {
                runOne(unit, scratch);
            }
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
