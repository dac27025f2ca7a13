package bft.server.recording;

import bft.server.core.Announcement;
import bft.server.core.JobEvent;
import bft.server.core.JobEvent.Kind;
import java.util.Optional;

/**
 * One entry of a recording: an event of the job, or a version that it has made.
 *
 * @param event empty if a version was made
 * @param now time of the event, in nanoseconds of the job's clock
 * @param version that was made
 * @param digest SHA-256 of that version's parameters
 */
record Entry(Optional<JobEvent> event, long now, long version, String digest) {
    /** How many numbers an entry has. */
    static final int NUMBERS = 7;

    /** The kind of an entry for a version. */
    private static final int MADE = -1;

    static Entry of(JobEvent event, long now) {
        return new Entry(Optional.of(event), now, 0, "");
    }

    static Entry made(long version, String digest) {
        return new Entry(Optional.empty(), 0, version, digest);
    }

    long[] numbers() {
        if (event.isEmpty()) {
            return new long[] {MADE, now, 0, version, 0, 0, 0};
        }
        Announcement push = event.get().push();
        return new long[] {
            event.get().kind().ordinal(),
            now,
            push.worker(),
            push.sequence(),
            push.baseVersion(),
            (long) push.dimension() << 32 | push.attempt(),
            event.get().firstNonFinite()
        };
    }

    String text() {
        return event.map(JobEvent::text).orElse(digest);
    }

    float[] gradient() {
        return event.map(JobEvent::gradient).orElse(new float[0]);
    }

    /**
     * The entry with this content.
     *
     * @param workers n
     * @throws IllegalArgumentException if there is no such entry
     */
    static Entry of(long[] numbers, String text, float[] gradient, int workers) {
        if (numbers[0] == MADE) {
            return made(numbers[3], text);
        }
        if (numbers[0] < 0 || numbers[0] >= Kind.values().length) {
            throw new IllegalArgumentException("an event of kind " + numbers[0]);
        }
        if (numbers[2] < 0 || numbers[2] >= workers) {
            throw new IllegalArgumentException(
                    "an event of worker %s of %s".formatted(numbers[2], workers));
        }
        int dimension = (int) (numbers[5] >>> 32);
        var push =
                new Announcement(
                        (int) numbers[2], numbers[3], numbers[4], dimension, (int) numbers[5]);
        var event =
                new JobEvent(
                        Kind.values()[(int) numbers[0]], push, gradient, (int) numbers[6], text);
        return of(event, numbers[1]);
    }
}
