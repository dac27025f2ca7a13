package bft.server.core;

import bft.server.membership.Change;
import java.util.function.Supplier;

/**
 * One call of a {@link Job}'s methods, as a value: the events of a job, each with its time, and the
 * state before the first of them determine everything that the job does.
 *
 * @param push who, and for pushes what was announced
 * @param gradient of {@link Kind#PUSHED}, else empty
 * @param firstNonFinite of {@link Kind#PUSHED}
 * @param text of a refusal, a failure, a stop or an operator's change, else empty
 */
public record JobEvent(
        Kind kind, Announcement push, float[] gradient, int firstNonFinite, String text) {
    private static final float[] NONE = {};
    private static final Announcement NOBODY = new Announcement(0, 0, 0, 0);

    /** The method that is called. */
    public enum Kind {
        START,
        RESTART,
        RELEASED,
        CONNECTED,
        DISCONNECTED,
        ANNOUNCED,
        PUSHED,
        REFUSED,
        SLOW,
        TICK,
        DONE,
        FAILED,
        STOP,
        LEFT,
        CHANGED
    }

    /** Is told of each event before it happens, on the job's thread. */
    public interface Journal {
        void happens(Job job, JobEvent event, long now);

        /** The state between two events is saved at that moment, in milliseconds since 1970. */
        void saved(long version, long savedMillis, long now);
    }

    /** An event of the job as a whole. */
    public static JobEvent of(Kind kind) {
        return new JobEvent(kind, NOBODY, NONE, -1, "");
    }

    /** An event of the job as a whole, with a reason. */
    public static JobEvent of(Kind kind, String text) {
        return new JobEvent(kind, NOBODY, NONE, -1, text);
    }

    /** An event of a worker. */
    public static JobEvent of(Kind kind, int worker) {
        return of(kind, worker, "");
    }

    /** An event of a worker, with a reason. */
    public static JobEvent of(Kind kind, int worker, String text) {
        return new JobEvent(kind, new Announcement(worker, 0, 0, 0), NONE, -1, text);
    }

    /** A push is announced. */
    public static JobEvent announced(Announcement push) {
        return new JobEvent(Kind.ANNOUNCED, push, NONE, -1, "");
    }

    /** A gradient has arrived. */
    public static JobEvent pushed(Announcement push, float[] gradient, int firstNonFinite) {
        return new JobEvent(Kind.PUSHED, push, gradient, firstNonFinite, "");
    }

    /**
     * Lets the event happen to a job.
     *
     * @param work does the work that the job requested last
     */
    public void happen(Job job, long now, Supplier<Work.Done> work) {
        switch (kind) {
            case START -> job.start(now);
            case RESTART -> job.restart(now);
            case RELEASED -> job.released(now);
            case CONNECTED -> job.connected(push.worker(), now);
            case DISCONNECTED -> job.disconnected(push.worker(), now);
            case ANNOUNCED -> job.announced(push, now);
            case PUSHED -> job.pushed(push, gradient, firstNonFinite, now);
            case REFUSED -> job.refused(push.worker(), Verdicts.refused(text), now);
            case SLOW -> job.slow(push.worker(), now);
            case TICK -> job.tick(now);
            case DONE -> job.done(work.get(), now);
            case FAILED -> job.failed(new IllegalStateException(text), now);
            case LEFT -> job.left(push.worker(), now);
            case CHANGED -> job.change(push.worker(), Change.valueOf(text), now);
            default -> job.stop(text);
        }
    }
}
