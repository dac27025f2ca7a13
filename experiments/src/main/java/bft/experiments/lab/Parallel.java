package bft.experiments.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs several calls at once; the first that fails ends all. */
final class Parallel {
    private Parallel() {}

    /**
     * Calls each of them once.
     *
     * @param threads number of calls at once, at least 1
     * @return what they return, in their order
     */
    static <T> List<T> run(List<Callable<T>> calls, int threads)
            throws IOException, InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            var ended = new ExecutorCompletionService<T>(pool);
            List<Future<T>> all = calls.stream().map(ended::submit).toList();
            for (int i = 0; i < all.size(); i++) {
                ended.take().get();
            }
            List<T> results = new ArrayList<>();
            for (Future<T> one : all) {
                results.add(one.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    private static RuntimeException rethrown(Throwable cause)
            throws IOException, InterruptedException {
        if (cause instanceof IOException io) {
            throw io;
        }
        if (cause instanceof InterruptedException stopped) {
            throw stopped;
        }
        return cause instanceof RuntimeException unchecked
                ? unchecked
                : new IllegalStateException(cause);
    }
}
