package bft.server.wire;

import bft.aggregation.admission.Accepted;
import bft.aggregation.admission.Refusal;
import bft.aggregation.admission.Refused;
import bft.aggregation.admission.Verdict;
import bft.server.core.Announcement;
import bft.worker.codec.Codecs;
import bft.worker.codec.GradientCodec;
import bft.worker.wire.Frame;
import bft.worker.wire.MalformedMessageException;
import bft.worker.wire.Messages;
import bft.worker.wire.PushHeader;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** One gradient on its way in: header, data, end. */
final class PushCall {
    private final Call call;
    private final int worker;
    private final JobPort job;
    private final RowPool rows;
    private final List<GradientCodec> codecs;
    private Optional<PushHeader> header = Optional.empty();
    private Optional<RowAssembler> assembler = Optional.empty();

    PushCall(Call call, int worker, JobPort job, RowPool rows, List<GradientCodec> codecs) {
        this.call = call;
        this.worker = worker;
        this.job = job;
        this.rows = rows;
        this.codecs = codecs;
    }

    Call call() {
        return call;
    }

    /** The next message, from anyone. */
    void receive(Buffer message) {
        if (call.isEnded()) {
            return;
        }
        call.progress();
        try {
            Frame frame = Frame.parse(message);
            if (assembler.isPresent()) {
                assembler.get().add(frame);
            } else {
                begin(Messages.readPushHeader(requireHeader(frame)));
            }
        } catch (MalformedMessageException e) {
            refuse(Refusal.MALFORMED, e.getMessage());
        }
    }

    private static Frame requireHeader(Frame frame) throws MalformedMessageException {
        if (!frame.isHeader()) {
            throw new MalformedMessageException("data came where the header was due");
        }
        return frame;
    }

    private void begin(PushHeader first) throws MalformedMessageException {
        GradientCodec codec = requireOffered(first.codec());
        Optional<Verdict> known = job.announced(announcement(first));
        if (known.isPresent()) {
            answer(known.get());
            return;
        }
        header = Optional.of(first);
        assembler = Optional.of(new RowAssembler(codec, rows.acquire()));
    }

    private GradientCodec requireOffered(int number) throws MalformedMessageException {
        Optional<GradientCodec> codec = Codecs.numbered(number, codecs);
        if (codec.isEmpty()) {
            throw new MalformedMessageException(
                    "codec %d is not offered, this server takes %s"
                            .formatted(number, Codecs.names(codecs)));
        }
        return codec.get();
    }

    private Announcement announcement(PushHeader first) {
        return new Announcement(worker, first.sequence(), first.baseVersion(), first.dimension());
    }

    /** The caller has sent everything. */
    void end() {
        if (call.isEnded()) {
            return;
        }
        if (assembler.isEmpty()) {
            refuse(Refusal.MALFORMED, "the push ended before its header");
            return;
        }
        RowAssembler whole = assembler.get();
        if (!whole.isComplete()) {
            refuse(
                    Refusal.MALFORMED,
                    "the push ended after %d of %d values"
                            .formatted(whole.received(), whole.row().length));
            return;
        }
        assembler = Optional.empty();
        call.hold();
        job.pushed(announcement(header.orElseThrow()), whole.row(), whole.firstNonFinite())
                .ifPresent(this::answer);
    }

    /** The job has judged what had to wait; nothing if that was another push. */
    void answered(long sequence, Verdict verdict) {
        boolean isThis = header.isPresent() && header.get().sequence() == sequence;
        if (isThis && assembler.isEmpty() && !call.isEnded()) {
            answer(verdict);
        }
    }

    /** The round has moved on: what can no longer count need not arrive. */
    void judgeAgain() {
        if (!call.isEnded() && assembler.isPresent()) {
            job.announced(announcement(header.get())).ifPresent(this::answer);
        }
    }

    void tooSlow() {
        refuse(
                Refusal.TOO_SLOW,
                "the push stood still or took too long after %d values"
                        .formatted(assembler.map(RowAssembler::received).orElse(0)));
    }

    void refuse(Refusal reason, String detail) {
        if (call.isEnded()) {
            return;
        }
        var refused = new Refused(reason, detail);
        answer(refused);
        job.refused(OptionalInt.of(worker), refused);
    }

    private void answer(Verdict verdict) {
        if (verdict instanceof Accepted accepted) {
            call.answer(Messages.encode(accepted));
        } else {
            call.refuse((Refused) verdict);
        }
    }

    /** Gives the row back that was not handed over. */
    void releaseRow() {
        assembler.ifPresent(unfinished -> rows.release(unfinished.row()));
        assembler = Optional.empty();
    }
}
