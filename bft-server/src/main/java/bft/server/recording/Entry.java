package bft.server.recording;

import bft.server.core.Announcement;
import bft.server.core.JobEvent;
import bft.server.core.JobEvent.Kind;
import bft.spec.BadArgument;
import java.util.Optional;

/**
 * One entry of a recording: an event of the job, a version that it has made, or a checkpoint of its
 * state between two events.
 *
 * @param event if it is one
 * @param now time of the event or checkpoint, in nanoseconds of the job's clock
 * @param version that was made or saved
 * @param savedMillis of the checkpoint, as its file has it; 0 if it is none
 * @param digest SHA-256 of the parameters of a version that was made, else empty
 */
record Entry(Optional<JobEvent> event, long now, long version, long savedMillis, String digest) {
    /** How many numbers an entry has. */
    static final int NUMBERS = 7;

    /** The kind of an entry for a version. */
    private static final int MADE = -1;

    /** The kind of an entry for a checkpoint. */
    private static final int SAVED = -2;

    static Entry of(JobEvent event, long now) {
        return new Entry(Optional.of(event), now, 0, 0, "");
    }

    static Entry made(long version, String digest) {
        return new Entry(Optional.empty(), 0, version, 0, digest);
    }

    static Entry saved(long version, long savedMillis, long now) {
        return new Entry(Optional.empty(), now, version, savedMillis, "");
    }

    /** Whether it stands for a version that was made. */
    boolean isMade() {
        return event.isEmpty() && !digest.isEmpty();
    }

    /** Whether it stands for that checkpoint. */
    boolean isSaved(long savedVersion, long millis) {
        return event.isEmpty()
                && digest.isEmpty()
                && version == savedVersion
                && savedMillis == millis;
    }

    long[] numbers() {
        if (event.isEmpty()) {
            return new long[] {isMade() ? MADE : SAVED, now, 0, version, savedMillis, 0, 0};
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
     * @param header of the file
     * @throws IllegalArgumentException if there is no such entry
     */
    static Entry of(long[] numbers, String text, float[] gradient, Segment.Header header) {
        if (numbers[0] == MADE) {
            BadArgument.when(text.isEmpty()).because("version %s without a digest", numbers[3]);
            return made(numbers[3], text);
        }
        if (numbers[0] == SAVED) {
            return saved(numbers[3], numbers[4], numbers[1]);
        }
        BadArgument.when(numbers[0] < 0 || numbers[0] >= Kind.values().length)
                .because("an event of kind %s", numbers[0]);
        BadArgument.when(numbers[2] < 0 || numbers[2] >= header.workers())
                .because("an event of worker %s of %s", numbers[2], header.workers());
        boolean isPush = numbers[0] == Kind.PUSHED.ordinal();
        int due = isPush ? header.dimension() : 0;
        BadArgument.when(
                        gradient.length != due || numbers[6] < -1 || numbers[6] >= Math.max(1, due))
                .because(
                        "a gradient of %s floats, the first at %s not finite",
                        gradient.length, numbers[6]);
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
