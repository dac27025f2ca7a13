package bft.experiments.chaos;

import java.util.List;

/**
 * What came of one hostility in one mode.
 *
 * @param who misbehaved
 * @param accuracy of the last model that was seen
 * @param calm accuracy of the same job undisturbed
 * @param named how the server named the culprit
 * @param seconds that the job took
 * @param problems what should not have happened; none if it passed
 */
record Outcome(
        String hostility,
        String who,
        String mode,
        double accuracy,
        double calm,
        Usage before,
        Usage after,
        String named,
        double seconds,
        List<String> problems) {
    boolean passed() {
        return problems.isEmpty();
    }

    /** Points of accuracy lost to the hostility. */
    double lost() {
        return 100 * (calm - accuracy);
    }
}
