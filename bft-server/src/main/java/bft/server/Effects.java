package bft.server;

import bft.worker.client.Model;

/**
 * What a job asks of the world around it. Called on the job's thread, as the last thing of an
 * event; {@link #aggregate} may call {@link Job#aggregated} at once, nothing else may call the job.
 */
public interface Effects {
    /**
     * A round has closed. Run {@link RoundWork#run} on any thread, then call {@link Job#aggregated}
     * on the job's, or {@link Job#aggregationFailed}.
     */
    void aggregate(RoundWork work);

    /** A new version exists. */
    void published(Model model);

    /** Call {@link Job#tick} at that time, in nanoseconds; replaces the time asked for before. */
    void wakeAt(long nanos);

    /** The job is done with a gradient that was handed to {@link Job#push}. */
    void released(float[] gradient);

    /** Nothing more will happen. */
    void ended(JobEnd end);
}
