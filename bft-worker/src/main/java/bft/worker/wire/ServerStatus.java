package bft.worker.wire;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A job at a glance.
 *
 * @param version of the newest model, -1 if there is none yet
 * @param finalVersion the version at which the job ends
 * @param n number of slots
 * @param f how many slots may be Byzantine
 * @param connected how many workers hold their slot now
 * @param distrusted slots that the server holds to be faulty, with the evidence in words
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
