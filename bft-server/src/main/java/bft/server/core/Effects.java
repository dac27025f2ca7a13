package bft.server.core;

import bft.aggregation.admission.Verdict;
import bft.worker.client.Model;

/**
 * What a job asks of the world around it. Called on the job's thread, as the last thing of an
 * event; {@link #aggregate} may call {@link Job#aggregated} at once, nothing else may call the job.
 */
public interface Effects {
    /**
     * A step is due. Run {@link RoundWork#run} on any thread, then call {@link Job#aggregated} on
     * the job's, or {@link Job#aggregationFailed}.
     */
    void aggregate(RoundWork work);

    /** A new version exists. */
    void published(Model model);

    /** Call {@link Job#tick} at that time, in nanoseconds; replaces the time asked for before. */
    void wakeAt(long nanos);

    /** The job is done with a gradient that was handed to {@link Job#push}. */
    void released(float[] gradient);

    /**
     * A push that had to wait is answered: {@link Job#push} returned nothing for it.
     *
     * @param sequence of the push
     */
    void answered(int worker, long sequence, Verdict verdict);

    /** {@link Job#mayStart} may have changed for any worker. */
    void leadsChanged();

    /** Nothing more will happen. */
    void ended(JobEnd end);
}
