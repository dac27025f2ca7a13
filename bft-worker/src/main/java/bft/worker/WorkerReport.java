package bft.worker;

import bft.worker.verdict.Refusal;
import bft.worker.wire.JobPhase;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The result of a worker's part in a job.
 *
 * @param state {@link JobPhase#FINISHED} or {@link JobPhase#FAILED}
 * @param message how the job ended, for people
 * @param version of the last model that was pulled, -1 if none
 * @param accepted how many gradients were accepted
 * @param refused how many were refused, by reason
 */
public record WorkerReport(
        JobPhase state, String message, long version, long accepted, Map<Refusal, Long> refused) {

    public WorkerReport {
        Map<Refusal, Long> copy = new EnumMap<>(Refusal.class);
        copy.putAll(refused);
        refused = Collections.unmodifiableMap(copy);
    }

    /** One line for people. */
    @Override
    public String toString() {
        String reasons =
                refused.entrySet().stream()
                        .map(e -> e.getKey() + " " + e.getValue())
                        .collect(Collectors.joining(", ", " (", ")"));
        long sum = refused.values().stream().mapToLong(Long::longValue).sum();
        return "%s; gradients: %s accepted, %s refused%s"
                .formatted(message, accepted, sum, sum == 0 ? "" : reasons);
    }
}
