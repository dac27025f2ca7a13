package bft.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.server.config.AuditSettings;
import bft.server.metrics.AnsweredGradient;
import bft.server.metrics.Guarantee;
import bft.server.metrics.RoundJson;
import bft.server.metrics.RoundRecord;
import bft.worker.client.Model;
import bft.worker.verdict.Accepted;
import bft.worker.verdict.Refusal;
import bft.worker.verdict.Refused;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
    private static final long BIG = 1_000_000;

    @TempDir Path directory;
    private final List<String> errors = new ArrayList<>();
    private Path file;

    @BeforeEach
    void nameFile() {
        file = directory.resolve("audit");
    }

    @Test
    void aLogWithoutAnyLineDoesNotPass() throws IOException {
        for (String content : List.of("", "{\"n\":1,\"type\":\"sta")) {
            Files.writeString(file, content);

            assertThatThrownBy(() -> Verification.of(file, Optional.empty()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("it has no complete line, so there is nothing to check");
        }
    }

    private AuditSettings settings(long bytes, int keep, Optional<Path> key) {
        return new AuditSettings(file, bytes, keep, key, 5, false);
    }

    private AuditLog open(AuditSettings settings, long version) throws IOException {
        var description = new JsonObject().put("job", "test");
        var subject = new AuditLog.Subject(description, version, 3, 2);
        return AuditLog.open(settings, subject, errors::add);
    }

    private static void rounds(AuditLog log, long from, long to) {
        for (long round = from; round < to; round++) {
            for (int worker = 0; worker < 3; worker++) {
                var verdict =
                        worker == 2 ? new Refused(Refusal.LOW_SCORE, "too low") : new Accepted(1);
                float[] gradient = {worker, round};
                log.answered(
                        new AnsweredGradient(worker, round + 1, round, gradient, verdict, "seen"));
            }
            log.roundClosed(record(round));
            log.published(new Model(round + 1, new float[] {round, 1}));
        }
    }

    private static RoundRecord record(long round) {
        return new RoundRecord(
                round,
                round + 1,
                1,
                List.of(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                1,
                2,
                3,
                List.of(),
                Guarantee.UNKNOWN,
                new TreeMap<>());
    }

    private void write(long from, long to) throws IOException {
        try (AuditLog log = open(settings(BIG, 0, Optional.empty()), from)) {
            rounds(log, from, to);
        }
    }

    private Verification.Result check() throws IOException {
        return Verification.of(file, Optional.empty());
    }

    private void assertFails(String where, String why) throws IOException {
        assertThat(check().failure().orElse("passes")).contains(where).contains(why);
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(file);
    }

    private void set(List<String> lines) throws IOException {
        Files.writeString(file, String.join("\n", lines) + "\n");
    }

    @Test
    void aLineIsTheRecordOfARoundWithItsGradientsAndTheDigestOfItsModel() throws Exception {
        write(0, 2);
        JsonObject line = new JsonObject(lines().get(1));
        assertThat(RoundJson.read(line)).isEqualTo(record(0));
        JsonObject gradient = line.getJsonArray("gradients").getJsonObject(2);
        assertThat(gradient.getString("refused")).isEqualTo("LOW_SCORE");
        assertThat(gradient.getString("crc32c")).isEqualTo(Digests.crc32c(new float[] {2, 0}));
        assertThat(line.getString("model_sha256"))
                .isEqualTo(Digests.sha256(new byte[] {0, 0, 0, 0, 0, 0, (byte) 0x80, 0x3f}));
        assertThat(check())
                .isEqualTo(new Verification.Result(Optional.empty(), 1, 4, 2, 0, 0, 0, 0, false));
    }

    @Test
    void everyChangedByteIsFoundAtItsLineOrTheNext() throws Exception {
        write(0, 4);
        byte[] whole = Files.readAllBytes(file);
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int trial = 0; trial < 300; trial++) {
            byte[] changed = whole.clone();
            int at = random.nextInt(whole.length - 200);
            changed[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, changed);
            int line = 1 + (int) new String(whole, 0, at, StandardCharsets.UTF_8).lines().count();
            String name = "seed " + seed + ", byte " + at;
            assertThat(check().failure()).as(name).isPresent();
            assertThat(check().lines()).as(name).isBetween(line - 2L, line + 1L);
        }
    }

    @Test
    void removedAndExchangedLinesAreFound() throws Exception {
        write(0, 4);
        List<String> whole = lines();
        var removed = new ArrayList<>(whole);
        removed.remove(2);
        set(removed);
        assertFails("line 3", "its number is 4, the line before has 2");
        var swapped = new ArrayList<>(whole);
        swapped.set(2, whole.get(3));
        swapped.set(3, whole.get(2));
        set(swapped);
        assertFails("line 3", "its number is 4");
        set(whole.subList(1, whole.size()));
        assertFails("line 1", "does not begin like this");
    }

    @Test
    void aRestartContinuesTheChainAndMarksRoundsThatComeAgain() throws Exception {
        write(0, 4);
        write(2, 6);
        assertThat(check().failure()).isEmpty();
        assertThat(check().rounds()).isEqualTo(8);
        assertThat(check().again()).isEqualTo(2);
        assertThat(lines().get(7)).contains("\"round\":2").contains("\"again\":true");
        String unmarked = Files.readString(file).replace(",\"again\":true", "");
        Files.writeString(file, unmarked);
        assertFails("line 8", "not marked as repeated");
    }

    @Test
    void whatACrashCutOffIsRemovedAndSaid() throws Exception {
        write(0, 3);
        String cut = Files.readString(file);
        Files.writeString(file, cut.substring(0, cut.length() - 20));
        assertThat(check().failure()).isEmpty();
        assertThat(check().isOpen()).isTrue();
        write(3, 4);
        assertThat(lines().get(4)).contains("\"cut_off_bytes\":");
        assertThat(check().failure()).isEmpty();
    }

    @Test
    void aGapIsInTheChain() throws Exception {
        write(0, 2);
        write(5, 6);
        assertThat(check().failure()).isEmpty();
        assertThat(check().lost()).isEqualTo(3);
        var without = new ArrayList<>(lines());
        assertThat(without.remove(4)).contains("\"type\":\"lost\"");
        set(without);
        assertFails("line 5", "its number is 6");
    }

    @Test
    void filesAreRotatedAndTheChainRunsThroughThem() throws Exception {
        try (AuditLog log = open(settings(1_500, 3, Optional.empty()), 0)) {
            rounds(log, 0, 20);
        }
        assertThat(new AuditFiles(file).oldestFirst()).hasSize(3);
        assertThat(check().failure()).isEmpty();
        assertThat(check().first()).isGreaterThan(1);
        write(20, 21);
        assertThat(check().failure()).isEmpty();
        Path middle = new AuditFiles(file).oldestFirst().get(1);
        Files.delete(middle);
        assertFails("line 1", "its number is");
    }

    @Test
    void signaturesAreOfOneKeyAndOneChain() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Path secret = pem("PRIVATE", pair.getPrivate().getEncoded());
        Path key = pem("PUBLIC", pair.getPublic().getEncoded());
        try (AuditLog log = open(settings(BIG, 0, Optional.of(secret)), 0)) {
            rounds(log, 0, 7);
        }
        Verification.Result result = Verification.of(file, Optional.of(key));
        assertThat(result.failure()).isEmpty();
        assertThat(result.signatures()).isEqualTo(2);
        assertThat(result.signedTo()).isEqualTo(result.lines());
        KeyPair other = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Path others = pem("PUBLIC", other.getPublic().getEncoded());
        assertThat(Verification.of(file, Optional.of(others)).failure().orElseThrow())
                .contains("line 6: the signature is not of this key");
        Files.delete(file);
        write(0, 3);
        assertThat(Verification.of(file, Optional.of(key)).failure().orElseThrow())
                .contains("no line is signed");
        assertThatThrownBy(() -> Verification.of(file, Optional.of(secret)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("must be an Ed25519 key in PEM form, BEGIN PUBLIC KEY");
    }

    private Path pem(String kind, byte[] encoded) throws IOException {
        String body = Base64.getMimeEncoder().encodeToString(encoded);
        String text = "-----BEGIN %s KEY-----%n%s%n-----END %s KEY-----%n";
        return Files.writeString(
                Files.createTempFile(directory, kind, ".pem"), text.formatted(kind, body, kind));
    }

    @Test
    void anotherFileIsNeitherContinuedNorChecked() throws Exception {
        for (String line :
                List.of(
                        "{\"line\":1,\"version\":[]}",
                        "{\"line\":1,\"version\":null}",
                        "{\"line\":{}}",
                        "{\"round\":1}")) {
            Files.writeString(file, line + "\n");
            assertThatThrownBy(() -> write(0, 1))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is not an audit log");
        }
        assertFails("line 1", "missing or of another type");
        Files.writeString(file, "no\n");
        assertFails("line 1", "not a JSON object: 'no'");
    }
}
