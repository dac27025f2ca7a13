package bft.server.lossy;

import bft.worker.codec.Codecs;
import bft.worker.codec.GradientCodec;
import bft.worker.codec.MalformedChunkException;
import bft.worker.wire.Datagram;
import bft.worker.wire.DatagramSeal;
import bft.worker.wire.DatagramTerms;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * The datagrams of one worker in one session: fills a row with the chunks of its newest push. On
 * one thread.
 *
 * <p>Memory: a row from the first datagram of a push until it is taken, and a bit for each chunk.
 * Cost of a datagram: an HMAC and one pass over its data. Whoever knows the session can make the
 * server compute HMACs; after {@link #WASTE} datagrams of a session that were of no use, the rest
 * of the second is dropped unread, so that other workers' datagrams are read in time.
 */
final class Reception {
    /** Most useless datagrams within a second, besides one for each chunk of a gradient. */
    static final int WASTE = 10_000;

    private static final long SECOND = 1_000_000_000;
    private static final Datagram.Push NONE = new Datagram.Push(0, 0, 0);

    private final DatagramTerms session;
    private final List<GradientCodec> codecs;
    private final Rows rows;
    private final boolean fillsZeros;
    private final DatagramSeal seal;
    private final BitSet arrived = new BitSet();
    private Datagram.Push push = NONE;
    private GradientCodec codec = Codecs.FLOAT32;
    private int size = 1;
    private int chunks = 1;
    private Optional<float[]> row = Optional.empty();
    private int firstNonFinite = -1;
    private boolean isTaken = true;
    private long secondNanos;
    private int wasted;

    /**
     * @param codecs that gradients may be encoded with
     * @param fillsZeros whether coordinates that never came are 0, else NaN
     */
    Reception(DatagramTerms session, List<GradientCodec> codecs, Rows rows, boolean fillsZeros) {
        this.session = session;
        this.codecs = codecs;
        this.rows = rows;
        this.fillsZeros = fillsZeros;
        this.seal = new DatagramSeal(session.key());
    }

    DatagramTerms session() {
        return session;
    }

    /** The newest push. */
    Datagram.Push push() {
        return push;
    }

    /**
     * Handles a datagram.
     *
     * @param bytes from anyone
     * @param datagram the same, parsed
     * @return why it was dropped; empty if its data has been taken
     */
    Optional<Dropped> receive(ByteBuffer bytes, Datagram datagram, long now) {
        if (now - secondNanos >= SECOND) {
            secondNanos = now;
            wasted = 0;
        }
        if (datagram.session() != session.session()) {
            return Optional.of(Dropped.STRANGER);
        }
        if (wasted >= WASTE + chunks) {
            return Optional.of(Dropped.LIMITED);
        }
        Optional<Dropped> dropped =
                seal.isOn(bytes) ? sealed(datagram) : Optional.of(Dropped.FORGED);
        wasted += dropped.isPresent() ? 1 : 0;
        return dropped;
    }

    private Optional<Dropped> sealed(Datagram datagram) {
        long sequence = datagram.push().sequence();
        boolean isNewer = sequence > push.sequence();
        if (!isNewer && (isTaken || sequence < push.sequence())) {
            return Optional.of(Dropped.LATE);
        }
        if (isNewer ? !begin(datagram.push()) : !datagram.push().equals(push)) {
            return Optional.of(Dropped.MALFORMED);
        }
        int chunk = datagram.chunk();
        if (chunk < 0 || chunk >= chunks) {
            return Optional.of(Dropped.OUT_OF_RANGE);
        }
        if (arrived.get(chunk)) {
            return Optional.of(Dropped.DUPLICATE);
        }
        row = row.or(rows.take());
        return row.isEmpty()
                ? Optional.of(Dropped.NO_ROOM)
                : decode(chunk, datagram.data(), row.get());
    }

    /**
     * Expects a push, and gives up an older one.
     *
     * @return whether it is the newest, not taken, and its codec can be decoded
     */
    boolean expect(Datagram.Push wanted) {
        return wanted.sequence() > push.sequence()
                ? begin(wanted)
                : wanted.equals(push) && !isTaken;
    }

    private boolean begin(Datagram.Push next) {
        Optional<GradientCodec> named = Codecs.numbered(next.codec(), codecs);
        int most = named.map(session::coordinates).orElse(0);
        if (most < 1) {
            return false;
        }
        wasted += isTaken ? 0 : 1;
        push = next;
        codec = named.orElseThrow();
        size = most;
        chunks = Datagram.chunks(rows.dimension(), size);
        arrived.clear();
        firstNonFinite = -1;
        isTaken = false;
        return true;
    }

    private Optional<Dropped> decode(int chunk, ByteBuffer data, float[] into) {
        int from = chunk * size;
        int to = end(chunk);
        try {
            if (codec.coordinates(data) != to - from) {
                return Optional.of(Dropped.MALFORMED);
            }
            int at = codec.decode(data, into, from, to);
            arrived.set(chunk);
            found(at);
            return Optional.empty();
        } catch (MalformedChunkException e) {
            return Optional.of(Dropped.MALFORMED);
        }
    }

    private int end(int chunk) {
        return (int) Math.min((long) (chunk + 1) * size, rows.dimension());
    }

    private void found(int nonFinite) {
        boolean isFirst = nonFinite >= 0 && (firstNonFinite < 0 || nonFinite < firstNonFinite);
        firstNonFinite = isFirst ? nonFinite : firstNonFinite;
    }

    /** Whether all of the newest push has come. */
    boolean isComplete() {
        return arrived.cardinality() == chunks;
    }

    /** Ends the newest push; empty if nothing of it has come. */
    Optional<Arrival> take() {
        isTaken = true;
        if (arrived.isEmpty()) {
            return Optional.empty();
        }
        float[] whole = row.orElseThrow();
        row = Optional.empty();
        int missing = fill(whole);
        return Optional.of(new Arrival(whole, firstNonFinite, missing));
    }

    private int fill(float[] whole) {
        int missing = 0;
        for (int k = arrived.nextClearBit(0); k < chunks; k = arrived.nextClearBit(k + 1)) {
            int from = k * size;
            int to = end(k);
            Arrays.fill(whole, from, to, fillsZeros ? 0 : Float.NaN);
            missing += to - from;
            found(fillsZeros ? -1 : from);
        }
        return missing;
    }

    /** Returns the row of an unfinished push. */
    void close() {
        row.ifPresent(rows.giveBack());
        row = Optional.empty();
    }
}
