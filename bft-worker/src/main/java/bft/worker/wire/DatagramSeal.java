package bft.worker.wire;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Seals datagrams of one session with an HMAC, and checks seals. On one thread. */
public final class DatagramSeal {
    /** How long the seal at the end of a datagram is. */
    static final int BYTES = 16;

    static final String ALGORITHM = "HmacSHA256";

    private final Mac mac;

    public DatagramSeal(SecretKeySpec key) {
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    /**
     * Appends the seal of what is in the buffer.
     *
     * @param datagram content up to its position, and room for the seal
     */
    void seal(ByteBuffer datagram) {
        datagram.put(of(datagram.duplicate().flip()));
    }

    /**
     * Whether the datagram ends with its seal. The time does not depend on where a wrong one
     * differs.
     *
     * @param datagram bytes from anyone, longer than a seal; not modified, nor its position
     */
    public boolean isOn(ByteBuffer datagram) {
        int end = datagram.limit() - BYTES;
        var got = new byte[BYTES];
        datagram.get(end, got);
        return MessageDigest.isEqual(of(datagram.duplicate().limit(end)), got);
    }

    private byte[] of(ByteBuffer content) {
        mac.update(content);
        return Arrays.copyOf(mac.doFinal(), BYTES);
    }
}
