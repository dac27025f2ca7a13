package bft.server.wire;

import bft.server.model.EncodedModel;
import bft.worker.codec.Codecs;
import bft.worker.codec.GradientCodec;
import bft.worker.verdict.Refused;
import bft.worker.wire.FrameSender;
import bft.worker.wire.MalformedMessageException;
import bft.worker.wire.Messages;
import bft.worker.wire.PullHeader;
import bft.worker.wire.PullRequest;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.util.Optional;

/** One pull: waits for a newer version, then sends header and data. */
final class PullCall {
    private final Peer peer;
    private final ServerCall call;
    private final PullRequest wanted;
    private final GradientCodec codec;
    private final Traffic.Flow bytes;
    private Optional<EncodedModel> sent = Optional.empty();
    private boolean begun;

    /**
     * @param bytes counts those of models
     * @throws MalformedMessageException if models are not encoded with the codec that is wanted
     */
    PullCall(Peer peer, ServerCall call, PullRequest wanted, Traffic.Flow bytes)
            throws MalformedMessageException {
        this.peer = peer;
        this.call = call;
        this.wanted = wanted;
        this.codec = offered(wanted.codec());
        this.bytes = bytes;
    }

    private static GradientCodec offered(int number) throws MalformedMessageException {
        if (number == Codecs.FLOAT32.number()) {
            return Codecs.FLOAT32;
        }
        Optional<GradientCodec> named = Codecs.numbered(number, Codecs.OF_MODELS);
        if (named.isEmpty()) {
            throw new MalformedMessageException(
                    "codec %s is not offered for models, this server sends float32, %s"
                            .formatted(number, Codecs.names(Codecs.OF_MODELS)));
        }
        return named.get();
    }

    GradientCodec codec() {
        return codec;
    }

    Peer peer() {
        return peer;
    }

    ServerCall call() {
        return call;
    }

    PullRequest wanted() {
        return wanted;
    }

    /** Whether this version is newer than the caller's. */
    boolean takesDataOf(long newest) {
        return newest > wanted.newerThan();
    }

    /**
     * Sends header and data, and ends the call once the caller has taken them. On the context of
     * the connection.
     *
     * @param header without the checksum
     * @return completes when everything has been written; fails if the call was lost before
     */
    Future<Void> send(PullHeader header, EncodedModel model) {
        if (call.isEnded()) {
            return Future.failedFuture("lost");
        }
        begun = true;
        if (!takesDataOf(header.version())) {
            call.begin(Messages.encode(header));
            return call.end();
        }
        model.open();
        sent = Optional.of(model);
        call.begin(Messages.encode(header.checkedBy(model.checksum())));
        WriteStream<Buffer> data = call.delimited();
        int last = model.frameCount() - 1;
        return FrameSender.send(data, last, i -> data.write(frame(model, i)))
                .compose(written -> data.write(frame(model, last)))
                .compose(taken -> call.end());
    }

    /** The call has ended in any way. */
    void ended() {
        sent.ifPresent(EncodedModel::close);
        sent = Optional.empty();
    }

    /** Refuses the call, or resets it if a part of the answer was already sent. */
    void dismiss(Refused why) {
        if (begun) {
            call.reset();
        } else {
            call.refuse(why);
        }
    }

    private Buffer frame(EncodedModel model, int i) {
        Buffer frame = model.frame(i);
        call.progress(frame.length());
        bytes.add(peer, model.codec(), frame.length());
        return frame;
    }
}
