package bft.server.audit;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Checks an audit log from its oldest file to its newest: the chain of SHA-256, the numbers of
 * lines, the order of rounds, and the signatures if there is a key. Stops at the first line that
 * fails.
 */
public final class Verification {
    private static final int SHOWN = 60;

    private final Optional<PublicKey> key;
    private final Consumer<JsonObject> reader;
    private String previous = "";
    private String place = "";
    private boolean isOpen = true;
    private long first;
    private long line;
    private long version;
    private long highest;
    private long roundCount;
    private long again;
    private long lost;
    private long signatures;
    private long signedTo;

    /**
     * What was found.
     *
     * @param failure the first line that fails and why; the figures are of the lines before it
     * @param first number of the first line
     * @param lines number of the last line
     * @param rounds lines of rounds
     * @param again how many of these were repeated after a crash
     * @param lost rounds that the log says are missing
     * @param signatures that were checked, or seen if there is no key
     * @param signedTo the last line that is signed, 0 for none
     * @param isOpen whether the log has no end, because its server runs or was killed
     */
    public record Result(
            Optional<String> failure,
            long first,
            long lines,
            long rounds,
            long again,
            long lost,
            long signatures,
            long signedTo,
            boolean isOpen) {}

    /** A line that fails. */
    private static final class BadLineException extends Exception {
        private static final long serialVersionUID = 1;

        BadLineException(String why) {
            super(why);
        }
    }

    private Verification(Optional<PublicKey> key, Consumer<JsonObject> reader) {
        this.key = key;
        this.reader = reader;
    }

    /**
     * Checks a log.
     *
     * @param log its current file
     * @param keyFile file of the public key; signatures are not checked without
     * @throws IOException if a file cannot be read
     */
    public static Result of(Path log, Optional<Path> keyFile) throws IOException {
        Optional<PublicKey> key = Optional.empty();
        if (keyFile.isPresent()) {
            key = Optional.of(AuditKeys.publicKey(keyFile.get()));
        }
        return new Verification(key, round -> {}).check(log);
    }

    /**
     * Reads the lines of a log's starts and rounds in order, while they pass the checks.
     *
     * @param reader of each line
     */
    static Result read(Path log, Consumer<JsonObject> reader) throws IOException {
        return new Verification(Optional.empty(), reader).check(log);
    }

    private Result check(Path log) throws IOException {
        List<Path> files = new AuditFiles(log).oldestFirst();
        if (files.isEmpty()) {
            throw new IOException(log + ": no such file");
        }
        try {
            for (Path file : files) {
                check(file, file.equals(files.get(files.size() - 1)));
            }
            if (line == 0) {
                throw new IOException(
                        log + ": it has no complete line, so there is nothing to check");
            }
            if (key.isPresent() && signatures == 0) {
                throw new BadLineException("no line is signed, but a key was given");
            }
            return result(Optional.empty());
        } catch (BadLineException e) {
            return result(Optional.of(place + ": " + e.getMessage()));
        }
    }

    private Result result(Optional<String> failure) {
        return new Result(
                failure, first, line, roundCount, again, lost, signatures, signedTo, isOpen);
    }

    private void check(Path file, boolean isLast) throws IOException, BadLineException {
        place = file.toString();
        int number = 0;
        try (var lines = new AuditLines(file)) {
            Optional<byte[]> next = lines.next();
            for (; next.isPresent(); next = lines.next()) {
                number++;
                place = file + " line " + number;
                if (!AuditLines.isComplete(next.get())) {
                    if (isLast) {
                        isOpen = true;
                        return;
                    }
                    throw new BadLineException("it is cut off");
                }
                check(next.get());
            }
        }
    }

    private void check(byte[] bytes) throws BadLineException {
        JsonObject content = content(bytes);
        try {
            checkChain(content);
            checkContent(content);
        } catch (ClassCastException | NullPointerException e) {
            throw new BadLineException("a value is missing or of another type");
        }
        previous = Digests.sha256(bytes);
        line = content.getLong(AuditChain.LINE);
    }

    private static JsonObject content(byte[] bytes) throws BadLineException {
        String text = new String(bytes, StandardCharsets.UTF_8).strip();
        try {
            return new JsonObject(text);
        } catch (DecodeException e) {
            String shown = text.substring(0, Math.min(SHOWN, text.length()));
            throw new BadLineException(
                    "not a JSON object: '" + shown.replaceAll("\\p{Cntrl}", "?") + "'");
        }
    }

    private void checkChain(JsonObject content) throws BadLineException {
        long number = content.getLong(AuditChain.LINE);
        String before = content.getString(AuditChain.PREVIOUS);
        if (line == 0) {
            first = number;
            boolean isBeginning = number == 1 && before.equals(AuditChain.NO_LINE);
            if (!isBeginning && (number < 2 || !isStart(content))) {
                throw new BadLineException("a log does not begin like this");
            }
        } else if (number != line + 1) {
            throw new BadLineException(
                    "its number is %s, the line before has %s".formatted(number, line));
        } else if (!before.equals(previous)) {
            throw new BadLineException(
                    "the line before was changed, or this one: prev is %s, its SHA-256 is %s"
                            .formatted(before, previous));
        }
    }

    private static boolean isStart(JsonObject content) {
        return "start".equals(content.getString(AuditChain.TYPE));
    }

    private void checkContent(JsonObject content) throws BadLineException {
        String type = content.getString(AuditChain.TYPE);
        isOpen = true;
        switch (type) {
            case "start" -> {
                start(content);
                reader.accept(content);
            }
            case "round" -> {
                round(content);
                reader.accept(content);
            }
            case "lost" -> lost(content);
            case "signature" -> signature(content);
            case "end" -> isOpen = false;
            default -> throw new BadLineException("type '" + type + "' is not known");
        }
    }

    /** A start is of another process, or of another file of the same one. */
    private void start(JsonObject content) throws BadLineException {
        long known = content.getLong(AuditChain.HIGHEST);
        version = content.getLong(AuditChain.VERSION);
        if (line == 0) {
            highest = Math.max(known, version);
        } else if (known != highest || version > highest) {
            throw new BadLineException(
                    "it continues from version %s of %s, the lines before go to version %s"
                            .formatted(version, known, highest));
        }
    }

    private void lost(JsonObject content) throws BadLineException {
        long missing = content.getLong("rounds");
        version = content.getLong(AuditChain.VERSION);
        if (missing < 1 || version < missing) {
            throw new BadLineException(
                    "%s rounds are lost up to version %s".formatted(missing, version));
        }
        lost += missing;
        highest = Math.max(highest, version);
    }

    private void round(JsonObject content) throws BadLineException {
        long round = content.getLong("round");
        if (round != version) {
            throw new BadLineException(
                    "round %s where %s is due, and no line says that rounds are lost"
                            .formatted(round, version));
        }
        version = content.getLong(AuditChain.VERSION);
        boolean isAgain = content.getBoolean("again", false);
        if (version != round + 1 || isAgain != version <= highest) {
            throw new BadLineException(
                    "round %s made version %s, %s marked as repeated, after version %s"
                            .formatted(round, version, isAgain ? "" : "not", highest));
        }
        highest = Math.max(highest, version);
        roundCount++;
        again += isAgain ? 1 : 0;
    }

    private void signature(JsonObject content) throws BadLineException {
        long number = content.getLong(AuditChain.LINE);
        String before = content.getString(AuditChain.PREVIOUS);
        String signature = content.getString("signature");
        if (key.isPresent() && !AuditKeys.isSigned(key.get(), number, before, signature)) {
            throw new BadLineException("the signature is not of this key and this chain");
        }
        signatures++;
        signedTo = number;
    }
}
