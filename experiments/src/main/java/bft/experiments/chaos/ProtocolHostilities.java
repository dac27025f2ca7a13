package bft.experiments.chaos;

import static bft.experiments.chaos.FrameSocket.NO_FLAG;
import static bft.experiments.chaos.FrameSocket.PING;
import static bft.experiments.chaos.FrameSocket.RST_STREAM;
import static bft.experiments.chaos.FrameSocket.setting;

import bft.spec.Registry;
import bft.worker.wire.Messages;
import bft.worker.wire.PushHeader;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** What two workers with valid tokens send against the protocol. */
final class ProtocolHostilities {
    static final Registry<Hostility> ALL = new Registry<>("hostility");

    private static final int UNKNOWN_CODEC = 99;
    private static final int OVERSIZED_BYTES = 300_000;
    private static final int BOMB_BYTES = 20_000_000;
    private static final int BUSY_CALLS = 60;
    private static final int RESETS = 500;
    private static final int WINDOW = 4;

    /** What a worker does once it has joined. */
    private interface Offence {
        void commit(RawWorker worker) throws IOException, InterruptedException;
    }

    static {
        offence(
                "repeated-sequence",
                "another gradient under a number that was answered",
                ProtocolHostilities::repeat);
        offence(
                "crash-in-push",
                "the connection breaks in the middle of every gradient",
                worker -> worker.begin(worker.header(), worker.values(1, worker.half())));
        offence(
                "half-gradient",
                "half of a gradient as a whole",
                worker -> worker.push(worker.header(), worker.values(1, worker.half())));
        offence(
                "endless-push",
                "more data than the model has",
                worker -> worker.push(worker.header(), worker.gradient(1), worker.gradient(1)));
        offence(
                "unfinished-push",
                "pushes that stay open",
                worker -> worker.socket().awaitAnswer(worker.begin(worker.header())));
        offence("parallel-pushes", "eight pushes at a time", ProtocolHostilities::pushInParallel);
        offence(
                "garbage-push",
                "noise instead of a gradient",
                worker -> worker.call("Push", Buffer.buffer("noise")));
        offence(
                "oversized-message",
                "messages of 300 KB",
                worker -> worker.call("Push", Buffer.buffer(new byte[OVERSIZED_BYTES])));
        offence(
                "unknown-codec",
                "gradients in a codec that was not agreed on",
                worker -> worker.push(worker.header(UNKNOWN_CODEC), worker.gradient(1)));
        offence(
                "bomb",
                "20 MB of zeros, compressed",
                worker -> worker.compressed(Buffer.buffer(Bomb.BYTES)));
        offence("busy", "60 calls for the status at a time", ProtocolHostilities::ask);
        offence("resets", "500 pushes, each reset at once", ProtocolHostilities::reset);
        register(
                "mute-pull",
                "pulls of which they never read the answer",
                worker -> worker.socket().awaitAnswer(worker.pull()),
                setting(WINDOW, 0));
        offence(
                "twins",
                "two processes that take each other's place",
                worker -> worker.socket().frame(PING, NO_FLAG, 0, new byte[Long.BYTES]));
    }

    private ProtocolHostilities() {}

    private static void offence(String name, String meaning, Offence offence) {
        register(name, meaning, offence);
    }

    private static void register(String name, String meaning, Offence offence, byte... settings) {
        ALL.named(name, meaning)
                .fact(Hostilities.WHO, "two workers")
                .madeBy(given -> repeated(offence, settings));
    }

    private static Hostility repeated(Offence offence, byte... settings) {
        List<AtomicLong> sequences = Stream.generate(AtomicLong::new).limit(Job.WORKERS).toList();
        return Repeated.byWorkers(
                (scene, worker, token) -> {
                    AtomicLong own = sequences.get(worker);
                    try (RawWorker raw = RawWorker.join(scene, token, own, settings)) {
                        offence.commit(raw);
                    }
                });
    }

    private static void repeat(RawWorker worker) throws IOException {
        PushHeader header = worker.header();
        worker.push(header, worker.gradient(1));
        worker.push(header, worker.gradient(-1));
    }

    private static void pushInParallel(RawWorker worker) throws IOException {
        int last = 0;
        for (int k = 0; k < Byte.SIZE; k++) {
            last = worker.begin(worker.header(), worker.values(1, 1));
        }
        worker.socket().awaitAnswer(last);
    }

    private static void ask(RawWorker worker) throws IOException {
        int last = 0;
        for (int k = 0; k < BUSY_CALLS; k++) {
            last = worker.send("Status", Messages.empty());
        }
        worker.socket().awaitAnswer(last);
    }

    private static void reset(RawWorker worker) throws IOException {
        for (int k = 0; k < RESETS; k++) {
            int stream = worker.begin(worker.header());
            worker.socket().frame(RST_STREAM, NO_FLAG, stream, new byte[Integer.BYTES]);
        }
    }

    /** Packed once. */
    private static final class Bomb {
        static final byte[] BYTES = pack();

        private static byte[] pack() {
            var packed = new ByteArrayOutputStream();
            try (var zip = new GZIPOutputStream(packed)) {
                zip.write(new byte[BOMB_BYTES]);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            return packed.toByteArray();
        }
    }
}
