package bft.server.core;

import bft.worker.client.Model;
import bft.worker.verdict.Verdict;

/**
 * What a job requests from its environment. Called on the job's thread during an event; {@link
 * #compute} may call {@link Job#done} at once, nothing else may call the job.
 */
public interface Effects {
    /**
     * There is work. Run {@link Work#run} on any thread, then call {@link Job#done} on the job's
     * thread with the result, or {@link Job#failed} if it threw. There is only one such work at a
     * time.
     */
    void compute(Work work);

    /** A new version exists. */
    void published(Model model);

    /** Call {@link Job#tick} at that time, in nanoseconds; replaces the time asked for before. */
    void wakeAt(long nanos);

    /**
     * The job is done with a gradient that was handed to {@link Job#pushed}.
     *
     * @param reusable whether no one else refers to it, such as a snapshot
     */
    void released(float[] gradient, boolean reusable);

    /**
     * A push is answered.
     *
     * @param sequence of the push
     */
    void answered(int worker, long sequence, Verdict verdict);

    /** {@link Job#mayStart} may have changed for any worker. */
    void progressChanged();

    /** Nothing more will happen. */
    void ended(JobEnd end);
}
