package bft.worker.wire;

import java.util.Collections;
import java.util.Optional;
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
 * @param guarantee what the job can promise now, if the server says it
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
        String message,
        Optional<Guarantee> guarantee) {

    /**
     * What the job can promise.
     *
     * @param tolerated how many faulty workers it tolerates among those that take part
     * @param members n as it is now
     * @param tolerance for people: the same with the reason
     * @param excluded workers whose gradients do not count, with the reason
     * @param variance for people: the deviation of gradients and the bound in the rule's proof
     */
    public record Guarantee(
            int tolerated,
            int members,
            String tolerance,
            SortedMap<Integer, String> excluded,
            String variance) {
        public Guarantee {
            excluded = Collections.unmodifiableSortedMap(new TreeMap<>(excluded));
        }
    }

    public ServerStatus {
        distrusted = Collections.unmodifiableSortedMap(new TreeMap<>(distrusted));
    }
}
