package bft.server.audit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * Digests of vectors, over their floats in little-endian order, as in the data of an {@code .npy}
 * file.
 *
 * <p>A model has a SHA-256. A gradient has a CRC32C, which costs a tenth of that and finds every
 * accidental change. One that was forged to have the same CRC32C makes another model when it is
 * replayed, and that model has another SHA-256.
 */
public final class Digests {
    private static final int BLOCK_BYTES = 1 << 16;

    private Digests() {}

    /** In hexadecimal digits. */
    public static String sha256(float[] vector) {
        MessageDigest digest = sha256();
        inBlocks(vector, digest::update);
        return hex(digest);
    }

    /** In hexadecimal digits. */
    static String sha256(byte[] bytes) {
        MessageDigest digest = sha256();
        digest.update(bytes);
        return hex(digest);
    }

    /** In 8 hexadecimal digits. */
    static String crc32c(float[] vector) {
        var digest = new CRC32C();
        inBlocks(vector, digest::update);
        return HexFormat.of().toHexDigits((int) digest.getValue());
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static void inBlocks(float[] vector, Consumer<ByteBuffer> update) {
        ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        int most = BLOCK_BYTES / Float.BYTES;
        for (int from = 0; from < vector.length; from += most) {
            int count = Math.min(most, vector.length - from);
            block.clear();
            block.asFloatBuffer().put(vector, from, count);
            update.accept(block.limit(count * Float.BYTES));
        }
    }
}
