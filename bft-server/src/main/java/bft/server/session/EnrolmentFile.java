package bft.server.session;

import bft.server.files.WholeFile;
import bft.spec.BadArgument;
import bft.worker.config.OneLine;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The enrolments in a directory of tokens, as JSON. It has no secrets, only hashes, and is how the
 * commands of the operator reach a running server.
 */
final class EnrolmentFile {
    static final String NAME = "enrolled.json";
    private static final String LOCK = "enrolled.lock";
    private static final long MAX_BYTES = 16L << 20;
    private static final Set<String> FIELDS =
            Set.of("name", "worker", "owner", "sha256", "created", "expires", "revoked");

    private EnrolmentFile() {}

    /**
     * Reads them; none if there is no such file.
     *
     * @throws IOException with the file and the entry that is wrong
     */
    public static List<Enrolment> read(Path directory) throws IOException {
        Path file = directory.resolve(NAME);
        if (!Files.exists(file)) {
            return List.of();
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException(file + ": has more than " + MAX_BYTES + " bytes");
        }
        try {
            return parse(new JsonObject(Files.readString(file)));
        } catch (DecodeException e) {
            throw new IOException(file + ": is no JSON: " + OneLine.reason(e), e);
        } catch (IllegalArgumentException | ClassCastException | DateTimeException e) {
            throw new IOException(file + ": " + OneLine.reason(e), e);
        }
    }

    /**
     * Changes the file, one thread of one process at a time.
     *
     * @param change receives what is there and returns what shall be there
     */
    static synchronized void update(Path directory, UnaryOperator<List<Enrolment>> change)
            throws IOException {
        Path lock = directory.resolve(LOCK);
        try (FileChannel held =
                FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            held.lock();
            List<Enrolment> changed = change.apply(read(directory));
            WholeFile.writeText(
                    directory.resolve(NAME),
                    json(changed),
                    TokenFiles.ownerOnly(directory, "rw-------"));
        }
    }

    private static List<Enrolment> parse(JsonObject json) {
        JsonArray entries = json.getJsonArray("enrolled");
        BadArgument.when(entries == null).because("has no list 'enrolled'");
        List<Enrolment> all = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            try {
                all.add(enrolment(entries.getJsonObject(i)));
            } catch (RuntimeException e) {
                throw new IllegalArgumentException(
                        "entry " + i + " of 'enrolled': " + OneLine.reason(e), e);
            }
        }
        return all;
    }

    private static Enrolment enrolment(JsonObject json) {
        for (String field : json.fieldNames()) {
            BadArgument.when(!FIELDS.contains(field)).because("unknown field '%s'", field);
        }
        return new Enrolment(
                required(json, "name"),
                Optional.ofNullable(json.getInteger("worker"))
                        .map(Caller::new)
                        .orElse(Caller.OBSERVER),
                Optional.ofNullable(json.getString("owner")),
                Optional.ofNullable(json.getString("sha256")),
                Instant.parse(required(json, "created")),
                time(json, "expires"),
                time(json, "revoked"));
    }

    private static String required(JsonObject json, String field) {
        String text = json.getString(field);
        BadArgument.when(text == null).because("has no '%s'", field);
        return text;
    }

    private static Optional<Instant> time(JsonObject json, String field) {
        return Optional.ofNullable(json.getString(field)).map(Instant::parse);
    }

    private static String json(List<Enrolment> all) {
        var entries = new JsonArray();
        all.forEach(each -> entries.add(json(each)));
        return new JsonObject().put("enrolled", entries).encodePrettily() + "\n";
    }

    /** One of them, as in the file. */
    static JsonObject json(Enrolment each) {
        var json = new JsonObject().put("name", each.name());
        if (!each.caller().isObserver()) {
            json.put("worker", each.caller().worker());
        }
        each.owner().ifPresent(owner -> json.put("owner", owner));
        each.sha256().ifPresent(hash -> json.put("sha256", hash));
        json.put("created", text(each.created()));
        each.expires().ifPresent(when -> json.put("expires", text(when)));
        each.revoked().ifPresent(when -> json.put("revoked", text(when)));
        return json;
    }

    private static String text(Instant when) {
        return when.truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
