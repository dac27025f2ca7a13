package bft.server.wire;

import bft.spec.Spec;
import bft.worker.codec.Codecs;
import bft.worker.codec.GradientCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the bytes of gradients and of models, and knows from where each worker has called last.
 * From any thread.
 */
public final class Traffic {
    private final Flow pushed;
    private final Flow pulled;
    private final AtomicReferenceArray<String> addresses;

    /**
     * @param codecs that gradients may be encoded with
     * @param n workers
     */
    Traffic(List<GradientCodec> codecs, int n) {
        var ofModels = new ArrayList<>(Codecs.OF_MODELS);
        ofModels.add(Codecs.FLOAT32);
        pushed = new Flow(codecs, n);
        pulled = new Flow(ofModels, n);
        addresses = new AtomicReferenceArray<>(n);
    }

    /** Bytes in one direction. */
    public static final class Flow {
        private final Map<Integer, Sum> byNumber = new TreeMap<>();
        private final AtomicLongArray byWorker;

        private Flow(List<GradientCodec> codecs, int n) {
            codecs.forEach(codec -> byNumber.put(codec.number(), Sum.of(codec)));
            byWorker = new AtomicLongArray(n);
        }

        /** These bytes have arrived or were written. */
        void add(Peer peer, GradientCodec codec, int bytes) {
            byNumber.get(codec.number()).bytes.add(bytes);
            if (!peer.isObserver()) {
                byWorker.addAndGet(peer.worker(), bytes);
            }
        }

        /** By name of the codec without its parameters, with those of observers. */
        public Map<String, Long> byCodec() {
            var sums = new TreeMap<String, Long>();
            byNumber.values().forEach(sum -> sums.put(sum.codec, sum.bytes.sum()));
            return sums;
        }

        /** Of one worker. */
        public long of(int worker) {
            return byWorker.get(worker);
        }
    }

    /** Of one codec. */
    private record Sum(String codec, LongAdder bytes) {
        static Sum of(GradientCodec codec) {
            return new Sum(Spec.parse(codec.name()).name(), new LongAdder());
        }
    }

    /** Gradients. */
    public Flow pushed() {
        return pushed;
    }

    /** Models. */
    public Flow pulled() {
        return pulled;
    }

    /** n. */
    public int workers() {
        return addresses.length();
    }

    /** A worker calls from here. */
    void calls(int worker, Object address) {
        addresses.set(worker, address.toString());
    }

    /** From where a worker has called last, as text; empty if it has not. */
    public Optional<String> addressOf(int worker) {
        return Optional.ofNullable(addresses.get(worker));
    }
}
