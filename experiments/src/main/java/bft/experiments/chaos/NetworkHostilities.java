package bft.experiments.chaos;

import bft.experiments.chaos.Relay.Direction;
import bft.experiments.chaos.Relay.Fault;
import bft.spec.Entry;
import bft.spec.Registry;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

/** What a network does. TCP repeats what is lost, so that loss is a pause. */
final class NetworkHostilities {
    static final Registry<Hostility> ALL = new Registry<>("hostility");

    private static final int LOST_ONE_IN = 20;
    private static final int RETRANSMISSION_MILLIS = 200;
    private static final int DELAY_MILLIS = 10;
    private static final int JITTER_MILLIS = 30;
    private static final int STALL_MILLIS = 2_000;
    private static final int FRAGMENT_BYTES = 512;
    private static final int CUT_BYTES = 60_000;
    private static final int CORRUPTED_BYTES = 30_000;
    private static final int SILENT_AFTER_BYTES = 20_000;
    private static final int SLOW_BYTES_PER_MILLI = 128;

    static {
        network("loss", "one chunk in 20 is lost and comes 0.2 s later", NetworkHostilities::lose);
        network("delay", "every chunk takes 10 ms", NetworkHostilities::delay);
        network("jitter", "every chunk takes 0 to 30 ms", NetworkHostilities::jitter);
        network(
                "reordering",
                "a chunk waits until one of another connection has overtaken it",
                new Overtaking());
        network("fragments", "bytes come in pieces of 1 to 512", NetworkHostilities::fragment);
        fault("stalled", "nothing arrives for 2 s, then everything")
                .madeBy(given -> new OnRelay(new Stall()));
        network("cut", "connections are cut in mid-frame again and again", NetworkHostilities::cut);
        network(
                "half-open",
                "connections of two workers fall silent and stay open",
                (way, bytes, to) -> passUnlessSilent(true, way, bytes, to));
        network(
                "one-way",
                "the server's answers no longer reach two workers",
                (way, bytes, to) -> passUnlessSilent(!way.toServer(), way, bytes, to));
        network("throttled", "two workers have 128 KB/s", NetworkHostilities::throttle);
        network(
                "corrupted",
                "one bit in 30 KB of two workers' connections is flipped",
                NetworkHostilities::corrupt);
        fault("outage", "all connections are cut, and none is possible for a second")
                .madeBy(given -> new Outage());
        fault("replayed", "the first bytes of two workers' connections come again, and again")
                .madeBy(given -> new ReplayedConnections());
    }

    private NetworkHostilities() {}

    private static Entry.Draft<Hostility> fault(String name, String meaning) {
        return ALL.named(name, meaning).fact(Hostilities.WHO, "network");
    }

    private static void network(String name, String meaning, Fault fault) {
        fault(name, meaning).madeBy(given -> new OnRelay(fault));
    }

    private static void lose(Direction way, byte[] bytes, OutputStream to)
            throws IOException, InterruptedException {
        if (way.random().nextInt(LOST_ONE_IN) == 0) {
            Thread.sleep(RETRANSMISSION_MILLIS);
        }
        to.write(bytes);
    }

    private static void delay(Direction way, byte[] bytes, OutputStream to)
            throws IOException, InterruptedException {
        Thread.sleep(DELAY_MILLIS);
        to.write(bytes);
    }

    private static void jitter(Direction way, byte[] bytes, OutputStream to)
            throws IOException, InterruptedException {
        Thread.sleep(way.random().nextInt(JITTER_MILLIS));
        to.write(bytes);
    }

    private static void fragment(Direction way, byte[] bytes, OutputStream to) throws IOException {
        int from = 0;
        while (from < bytes.length) {
            int length = Math.min(bytes.length - from, 1 + way.random().nextInt(FRAGMENT_BYTES));
            to.write(bytes, from, length);
            from += length;
        }
    }

    private static void cut(Direction way, byte[] bytes, OutputStream to) throws IOException {
        if (way.random().nextInt(CUT_BYTES) < bytes.length) {
            to.write(bytes, 0, bytes.length / 2);
            throw new IOException("cut");
        }
        to.write(bytes);
    }

    private static void passUnlessSilent(boolean may, Direction way, byte[] bytes, OutputStream to)
            throws IOException {
        if (!may || !way.isOfFew() || way.count(bytes.length) < SILENT_AFTER_BYTES) {
            to.write(bytes);
        }
    }

    private static void throttle(Direction way, byte[] bytes, OutputStream to)
            throws IOException, InterruptedException {
        if (way.isOfFew()) {
            Thread.sleep(bytes.length / SLOW_BYTES_PER_MILLI);
        }
        to.write(bytes);
    }

    private static void corrupt(Direction way, byte[] bytes, OutputStream to) throws IOException {
        byte[] changed = bytes.clone();
        if (way.isOfFew() && way.random().nextInt(CORRUPTED_BYTES) < bytes.length) {
            int at = way.random().nextInt(bytes.length);
            changed[at] ^= (byte) (1 << way.random().nextInt(Byte.SIZE));
        }
        to.write(changed);
    }

    /** The pause begins with the first bytes, and is the same for all connections. */
    private static final class Stall implements Fault {
        private long until;

        @Override
        public void pass(Direction way, byte[] bytes, OutputStream to)
                throws IOException, InterruptedException {
            long left = Math.max(0, until(System.nanoTime()) - System.nanoTime());
            Thread.sleep(TimeUnit.NANOSECONDS.toMillis(left));
            to.write(bytes);
        }

        private synchronized long until(long now) {
            if (until == 0) {
                until = now + TimeUnit.MILLISECONDS.toNanos(STALL_MILLIS);
            }
            return until;
        }
    }

    /** Whoever comes second goes first. */
    private static final class Overtaking implements Fault {
        private final SynchronousQueue<Direction> waiting = new SynchronousQueue<>();

        @Override
        public void pass(Direction way, byte[] bytes, OutputStream to)
                throws IOException, InterruptedException {
            if (!waiting.offer(way)) {
                waiting.poll(JITTER_MILLIS, TimeUnit.MILLISECONDS);
            }
            to.write(bytes);
        }
    }

    /** A network whose relay does something to bytes. */
    private static class OnRelay implements Hostility {
        private final Fault fault;

        OnRelay(Fault fault) {
            this.fault = fault;
        }

        @Override
        public Suspects suspects() {
            return Suspects.NOBODY;
        }

        @Override
        public void prepare(Scene scene) {
            scene.relayBy(fault);
        }

        @Override
        public void begin(Scene scene) {
            scene.relay().orElseThrow().begin();
        }

        @Override
        public void end(Scene scene) throws IOException, InterruptedException {
            scene.relay().orElseThrow().end();
        }
    }

    private static final class Outage extends OnRelay {
        Outage() {
            super((way, bytes, to) -> to.write(bytes));
        }

        @Override
        public void begin(Scene scene) {
            scene.relay().orElseThrow().refuse(TimeUnit.SECONDS.toNanos(1));
        }
    }

    private static final class ReplayedConnections extends OnRelay {
        private final Repeated again =
                new Repeated(
                        Suspects.NOBODY,
                        Job.BYZANTINE,
                        (scene, thread) -> {
                            byte[] bytes =
                                    scene.relay().orElseThrow().firstBytes(thread + 1).get(thread);
                            int port = scene.server().ports().workers();
                            try (FrameSocket copy = FrameSocket.silent(port)) {
                                copy.write(bytes);
                                copy.awaitClose();
                            }
                        });

        ReplayedConnections() {
            super((way, bytes, to) -> to.write(bytes));
        }

        @Override
        public void begin(Scene scene) {
            again.begin(scene);
        }

        @Override
        public void end(Scene scene) throws IOException, InterruptedException {
            again.end(scene);
        }
    }
}
