package bft.server.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Secrets and their hashes. A token of ours has 256 random bits, so nobody finds it by trying, and
 * a hash that is slow on purpose, as passwords need one, would only cost the server time.
 */
public final class Tokens {
    /** Shortest token that is accepted, in characters. */
    public static final int MIN_LENGTH = 16;

    /** Longest token that is checked, in characters. */
    public static final int MAX_LENGTH = 4096;

    private static final int BYTES = 32;

    private Tokens() {}

    /**
     * A new token.
     *
     * @param random must be a strong source
     */
    public static String create(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Whether all characters are printable ASCII other than blanks. */
    public static boolean isPrintable(String token) {
        return token.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    /** SHA-256, in hexadecimal digits. */
    public static String hash(String token) {
        return HexFormat.of().formatHex(digest(token));
    }

    /** Whether two texts are the same, in a time that does not tell how far they are. */
    public static boolean areEqual(String one, String other) {
        return MessageDigest.isEqual(digest(one), digest(other));
    }

    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
