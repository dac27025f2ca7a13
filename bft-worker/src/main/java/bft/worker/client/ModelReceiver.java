package bft.worker.client;

import bft.worker.codec.Codecs;
import bft.worker.codec.GradientCodec;
import bft.worker.wire.Chunks;
import bft.worker.wire.Contract;
import bft.worker.wire.Frame;
import bft.worker.wire.MalformedMessageException;
import bft.worker.wire.Messages;
import bft.worker.wire.PullHeader;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.common.GrpcStatus;
import java.util.Optional;

/** Assembles the answer to a pull, and rejects what breaks the contract. */
final class ModelReceiver implements ClientCall.Receiver {

    private static final float[] NOTHING = {};

    private final Contract contract;
    private final long newerThan;
    private final GradientCodec wanted;
    private final Optional<Model> held;
    private PullHeader header;
    private float[] row = NOTHING;
    private int due;

    /**
     * @param wanted the codec that was asked for; float32 may come all the same
     * @param held the model of version {@code newerThan}; must be there to ask for a delta
     */
    ModelReceiver(Contract contract, long newerThan, GradientCodec wanted, Optional<Model> held) {
        this.wanted = wanted;
        this.held = held;
        this.contract = contract;
        this.newerThan = newerThan;
    }

    /** The header, and the model if it is newer than the one at hand. */
    record Answer(PullHeader header, Optional<Model> model) {}

    @Override
    public void receive(Buffer message) throws MalformedMessageException {
        Frame frame = Frame.parse(message);
        if (header == null) {
            begin(Messages.readPullHeader(frame));
        } else if (row == NOTHING) {
            throw new MalformedMessageException(
                    "data of version %s, which is not newer than %s"
                            .formatted(header.version(), newerThan));
        } else {
            due = Chunks.decode(frame, codec(), row, due).to();
        }
    }

    /**
     * The assembled answer, once the call has ended.
     *
     * @throws CallException if something is missing
     */
    Answer answer() {
        if (header == null) {
            throw broken("the answer ended before its header");
        }
        if (due < row.length) {
            throw broken("the model ended after %s of %s floats".formatted(due, row.length));
        }
        if (row != NOTHING && codec().equals(Codecs.DELTA)) {
            requireSame();
        }
        return new Answer(
                header,
                row == NOTHING
                        ? Optional.empty()
                        : Optional.of(new Model(header.version(), row, header.rate())));
    }

    private GradientCodec codec() {
        return header.codec() == wanted.number() ? wanted : Codecs.FLOAT32;
    }

    /** What is changed may not be what the server believes to be here. */
    private void requireSame() {
        int made = Chunks.checksum(row);
        if (header.checksum().isEmpty() || header.checksum().getAsInt() != made) {
            throw broken(
                    "version %s, made from version %s, has the checksum %s, the server says %s"
                            .formatted(
                                    header.version(),
                                    newerThan,
                                    Integer.toHexString(made),
                                    header.checksum().isPresent()
                                            ? Integer.toHexString(header.checksum().getAsInt())
                                            : "none"));
        }
    }

    private void begin(PullHeader first) throws MalformedMessageException {
        if (first.dimension() != contract.dimension()) {
            throw new MalformedMessageException(
                    "a model of dimension %s, the contract says %s"
                            .formatted(first.dimension(), contract.dimension()));
        }
        if (first.version() > contract.finalVersion()) {
            throw new MalformedMessageException(
                    "version %s is beyond the final version %s"
                            .formatted(first.version(), contract.finalVersion()));
        }
        if (first.codec() != wanted.number() && first.codec() != Codecs.FLOAT32.number()) {
            throw new MalformedMessageException(
                    "a model in codec %s, asked for %s".formatted(first.codec(), wanted.name()));
        }
        header = first;
        if (first.version() > newerThan) {
            row =
                    codec().equals(Codecs.DELTA)
                            ? held.orElseThrow().parameters().clone()
                            : new float[contract.dimension()];
        }
    }

    private static CallException broken(String detail) {
        return new CallException(GrpcStatus.DATA_LOSS, "the server broke the contract: " + detail);
    }
}
