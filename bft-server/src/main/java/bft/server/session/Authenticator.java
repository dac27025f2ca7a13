package bft.server.session;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Maps bearer tokens to callers. Only SHA-256 hashes are kept, found by their first half and
 * compared completely in constant time: the response time reveals nothing about a token, because an
 * attacker cannot choose the hash of a guess.
 */
public final class Authenticator {
    /** Shortest token that is accepted, in characters. */
    public static final int MIN_TOKEN_LENGTH = 16;

    /** Longest token that is checked, in characters. */
    public static final int MAX_TOKEN_LENGTH = 4096;

    private static final int KEY_BYTES = 16;

    private final Map<ByteBuffer, Entry> entries = new HashMap<>();
    private final int workers;

    /**
     * @param workerTokens the token of worker k at index k
     * @param observerTokens any number, possibly none
     * @throws IllegalArgumentException if a token is too short, too long, has other characters than
     *     printable ASCII without blanks, or occurs twice; the message does not contain the token
     */
    public Authenticator(List<String> workerTokens, List<String> observerTokens) {
        workers = workerTokens.size();
        Set<String> known = new HashSet<>();
        for (int worker = 0; worker < workerTokens.size(); worker++) {
            add(workerTokens.get(worker), new Caller(worker), "worker " + worker, known);
        }
        for (int i = 0; i < observerTokens.size(); i++) {
            add(observerTokens.get(i), Caller.OBSERVER, "observer " + i, known);
        }
    }

    /** The owner of this token; empty if it is unknown. */
    public Optional<Caller> authenticate(String token) {
        if (token.length() > MAX_TOKEN_LENGTH) {
            return Optional.empty();
        }
        byte[] hash = hash(token);
        Entry entry = entries.getOrDefault(key(hash), Entry.NOBODY);
        return MessageDigest.isEqual(entry.hash, hash) ? entry.caller : Optional.empty();
    }

    /** How many workers have a token. */
    public int workers() {
        return workers;
    }

    private static ByteBuffer key(byte[] hash) {
        return ByteBuffer.wrap(hash, 0, KEY_BYTES);
    }

    private void add(String token, Caller caller, String whose, Set<String> known) {
        if (token.length() < MIN_TOKEN_LENGTH || token.length() > MAX_TOKEN_LENGTH) {
            throw new IllegalArgumentException(
                    "token of %s must have %s to %s characters, has %s"
                            .formatted(whose, MIN_TOKEN_LENGTH, MAX_TOKEN_LENGTH, token.length()));
        }
        if (!token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException(
                    "token of " + whose + " must be printable ASCII without blanks");
        }
        if (!known.add(token)) {
            throw new IllegalArgumentException(
                    "token of " + whose + " is also the token of another");
        }
        byte[] hash = hash(token);
        entries.put(key(hash), new Entry(hash, Optional.of(caller)));
    }

    private static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private record Entry(byte[] hash, Optional<Caller> caller) {
        /** Compared with if there is no entry, so that the time is the same. */
        static final Entry NOBODY = new Entry(new byte[32], Optional.empty());
    }
}
