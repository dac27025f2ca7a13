package bft.server.wire;

import bft.worker.verdict.Refusal;
import bft.worker.verdict.Refused;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Refusals of unauthenticated calls: counted where they happen, and reported to the job together,
 * with at most one pending event.
 */
final class UnauthenticatedCounts {
    private final JobPort job;
    private final JobThread thread;
    private final Map<Refusal, Integer> counts = new ConcurrentHashMap<>();
    private final AtomicBoolean posted = new AtomicBoolean();

    UnauthenticatedCounts(JobPort job, JobThread thread) {
        this.job = job;
        this.thread = thread;
    }

    /** From any thread. */
    void add(Refusal reason) {
        counts.merge(reason, 1, Integer::sum);
        if (posted.compareAndSet(false, true)) {
            thread.execute(this::report);
        }
    }

    private void report() {
        posted.set(false);
        for (Refusal reason : counts.keySet()) {
            Integer count = counts.remove(reason);
            for (int i = 0; count != null && i < count; i++) {
                job.refused(OptionalInt.empty(), new Refused(reason, "unauthenticated"));
            }
        }
    }
}
