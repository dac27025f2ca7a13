package bft.worker.wire;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The status of a job.
 *
 * @param version of the newest model, -1 if there is none yet
 * @param finalVersion the version at which the job ends
 * @param n number of workers
 * @param f how many workers may be Byzantine
 * @param connected how many workers are connected now
 * @param distrusted workers that the server counts as faulty, with a description of the evidence
 * @param message for people: why the job failed, or what it waits for; may be empty
 */
public record ServerStatus(
        String job,
        JobPhase state,
        long version,
        long finalVersion,
        int n,
        int f,
        int connected,
        SortedMap<Integer, String> distrusted,
        String message) {

    public ServerStatus {
        distrusted = Collections.unmodifiableSortedMap(new TreeMap<>(distrusted));
    }
}
