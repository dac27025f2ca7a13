package bft.server.wire;

import bft.server.core.Announcement;
import bft.server.lossy.Arrival;
import bft.worker.codec.Codecs;
import bft.worker.codec.GradientCodec;
import bft.worker.verdict.Accepted;
import bft.worker.verdict.Refusal;
import bft.worker.verdict.Refused;
import bft.worker.verdict.Verdict;
import bft.worker.wire.Chunks;
import bft.worker.wire.Datagram;
import bft.worker.wire.Frame;
import bft.worker.wire.MalformedMessageException;
import bft.worker.wire.Messages;
import bft.worker.wire.PushHeader;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;

/**
 * One push: header, data, end. The job decides on the header while reading is paused, and gets the
 * gradient when it is complete. On the context of its connection.
 */
final class PushCall {
    private final Peer peer;
    private final ServerCall call;
    private final Gate gate;
    private final Pushes pushes;
    private final List<GradientCodec> codecs;
    private Optional<GradientCodec> codec = Optional.empty();
    private Optional<RowAssembler> assembler = Optional.empty();
    private Optional<Datagram.Push> datagrams = Optional.empty();
    private boolean isChecked;
    private boolean admitted;
    private boolean closed;

    /** The content of the header; set before the job sees it. */
    private Announcement announcement;

    /** Whether the job has the gradient. Used on the job's thread. */
    boolean handedOver;

    PushCall(Peer peer, ServerCall call, Gate gate, Pushes pushes, List<GradientCodec> codecs) {
        this.peer = peer;
        this.call = call;
        this.gate = gate;
        this.pushes = pushes;
        this.codecs = codecs;
    }

    Peer peer() {
        return peer;
    }

    ServerCall call() {
        return call;
    }

    Announcement announcement() {
        return announcement;
    }

    /** The push as its datagrams name it; empty if its data comes in this call. */
    Optional<Datagram.Push> datagrams() {
        return datagrams;
    }

    /** Starts to read. */
    void start() {
        call.onEnd(
                () -> {
                    peer.push = peer.push.filter(open -> open != this);
                    releaseRow();
                });
        call.watch(() -> gate.slow(peer), this::overdue);
        call.receive(this::receive, this::end, this::malformed);
    }

    /** Handles the next message, which is untrusted. */
    private void receive(Buffer message) {
        if (closed) {
            return;
        }
        call.progress(message.length());
        try {
            Frame frame = Frame.parse(message);
            if (assembler.isPresent()) {
                pushes.arrived(peer, codec.orElseThrow(), message.length());
                assembler.get().add(frame);
                call.expect(assembler.get().bytesLeft());
            } else {
                begin(Messages.readPushHeader(requireHeader(frame)));
            }
        } catch (MalformedMessageException e) {
            malformed(e.getMessage());
        }
    }

    private static Frame requireHeader(Frame frame) throws MalformedMessageException {
        if (!frame.isHeader()) {
            throw new MalformedMessageException("got data, expected the header");
        }
        return frame;
    }

    private void begin(PushHeader header) throws MalformedMessageException {
        GradientCodec named = requireOffered(header.codec());
        codec = Optional.of(named);
        isChecked = header.isChecked();
        announcement =
                new Announcement(
                        peer.worker(),
                        header.sequence(),
                        header.baseVersion(),
                        header.dimension(),
                        header.attempt(),
                        header.figures());
        if (header.asDatagrams()) {
            datagrams = Optional.of(requireTaken(header));
            call.expect(0);
        } else {
            call.expect(announcedBytes(header, named));
        }
        call.pause();
        admitted = true;
        gate.admit(peer, call, () -> pushes.begin(this));
    }

    private long announcedBytes(PushHeader header, GradientCodec named) {
        return Chunks.maxBytes(named, Math.min(header.dimension(), pushes.dimension()));
    }

    private Datagram.Push requireTaken(PushHeader header) throws MalformedMessageException {
        if (!pushes.takesDatagrams()) {
            throw new MalformedMessageException("this job takes no datagrams");
        }
        return new Datagram.Push(header.sequence(), header.baseVersion(), header.codec());
    }

    private GradientCodec requireOffered(int number) throws MalformedMessageException {
        Optional<GradientCodec> named = Codecs.numbered(number, codecs);
        if (named.isEmpty()) {
            throw new MalformedMessageException(
                    "codec %s is not offered, this server accepts %s"
                            .formatted(number, Codecs.names(codecs)));
        }
        return named.get();
    }

    /**
     * The job accepts the header and requests the gradient.
     *
     * @param row to fill; returned if the call has ended meanwhile
     */
    void proceed(float[] row) {
        assembler = Optional.of(new RowAssembler(codec.orElseThrow(), row, isChecked));
        if (call.isEnded()) {
            releaseRow();
        } else {
            call.resume();
        }
    }

    /**
     * The datagrams of this push have been taken; the gradient counts even if the connection is
     * lost. Until here the call is not read further.
     *
     * @param arrival empty if nothing has come
     */
    void taken(Optional<Arrival> arrival) {
        if (arrival.isEmpty()) {
            refuse(Refusal.TOO_SLOW, "no datagram of this push came in time");
        } else {
            pushes.complete(this, arrival.get().row(), arrival.get().firstNonFinite());
        }
    }

    /** The caller has sent everything. */
    private void end() {
        if (closed) {
            return;
        }
        if (assembler.isEmpty()) {
            malformed("the push ended before its header");
            return;
        }
        RowAssembler whole = assembler.get();
        if (!whole.isComplete()) {
            malformed(
                    "the push ended after %s of %s values"
                            .formatted(whole.received(), whole.row().length));
            return;
        }
        assembler = Optional.empty();
        closed = true;
        call.hold();
        pushes.complete(this, whole.row(), whole.firstNonFinite());
    }

    private void malformed(String detail) {
        refuse(Refusal.MALFORMED, detail);
        call.expectNothing();
    }

    private void overdue() {
        refuse(
                Refusal.TOO_SLOW,
                "the push took too long, %s values arrived"
                        .formatted(assembler.map(RowAssembler::received).orElse(0)));
    }

    /** Refuses the push for its form or slowness; later data are ignored. */
    private void refuse(Refusal reason, String detail) {
        if (closed || call.isEnded()) {
            return;
        }
        closed = true;
        var refused = new Refused(reason, detail);
        if (admitted) {
            call.hold();
            gate.post(peer, () -> gate.refuse(peer, call, refused));
        } else {
            gate.admit(peer, call, () -> gate.refuse(peer, call, refused));
        }
    }

    /** Ends with the job's verdict, which the job has already counted. */
    void answer(Verdict verdict) {
        if (verdict instanceof Accepted accepted) {
            call.answer(Messages.encode(accepted));
        } else {
            call.refuse((Refused) verdict);
        }
    }

    /** Returns a row that was not handed over. */
    private void releaseRow() {
        assembler.ifPresent(unfinished -> pushes.release(unfinished.row()));
        assembler = Optional.empty();
    }
}
