package bft.server.recording;

import bft.server.audit.RoundExplanation.Push;
import bft.server.core.JobEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds gradients in a recording. */
public final class RecordedGradients {
    private RecordedGradients() {}

    /**
     * The gradients of some pushes, as far as the recording has them.
     *
     * @throws IOException if it cannot be read
     */
    public static Map<Push, float[]> of(Path directory, Collection<Push> wanted)
            throws IOException {
        Map<Push, float[]> found = new HashMap<>();
        for (Path file : new RecordingFiles(directory).oldestFirst()) {
            if (found.size() < wanted.size()) {
                search(file, wanted, found);
            }
        }
        return found;
    }

    private static void search(Path file, Collection<Push> wanted, Map<Push, float[]> found)
            throws IOException {
        try (Segment segment = Segment.open(file)) {
            segment.readState();
            Optional<List<Entry>> group = segment.readEntries();
            while (group.isPresent()) {
                group.get().forEach(entry -> entry.event().ifPresent(e -> take(e, wanted, found)));
                group = segment.readEntries();
            }
        } catch (IOException e) {
            if (!Segment.isCutOff(e)) {
                throw e;
            }
        }
    }

    private static void take(JobEvent event, Collection<Push> wanted, Map<Push, float[]> found) {
        if (event.kind() != JobEvent.Kind.PUSHED) {
            return;
        }
        int worker = event.push().worker();
        long sequence = event.push().sequence();
        boolean isOfInterest =
                wanted.stream().anyMatch(p -> p.worker() == worker && p.sequence() == sequence);
        if (isOfInterest) {
            Push push = Push.of(worker, sequence, event.gradient());
            if (wanted.contains(push)) {
                found.put(push, event.gradient());
            }
        }
    }
}
