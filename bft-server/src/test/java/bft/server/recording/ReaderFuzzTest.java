package bft.server.recording;

import bft.aggregation.state.Snapshot;
import bft.aggregation.state.SnapshotFormat;
import bft.server.audit.AuditLog;
import bft.server.audit.RoundExplanation;
import bft.server.audit.Verification;
import bft.server.checkpoint.Inspection;
import bft.server.config.AuditSettings;
import bft.server.config.ServerOptions;
import bft.server.core.Job;
import bft.server.core.NoEffects;
import bft.server.metrics.AnsweredGradient;
import bft.server.metrics.Guarantee;
import bft.server.metrics.RoundRecord;
import bft.server.model.NpyFile;
import bft.worker.client.Model;
import bft.worker.verdict.Accepted;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is in a file, its reader accepts it or refuses it with a message, and never fails in
 * another way. The files are valid ones with changes at random; those of snapshots get right
 * checksums again in half of the trials, as someone who forges a file would give them.
 *
 * <p>{@code -Dfuzz.trials=1000000} tries as often, {@code -Dfuzz.seed=7} begins with that seed.
 */
class ReaderFuzzTest {
    private static final int TRIALS = Integer.getInteger("fuzz.trials", 100);
    private static final long SEED = Long.getLong("fuzz.seed", System.nanoTime());
    private static final int[] NUMBERS = {0, 1, -1, 7, 255, 65_536, Integer.MAX_VALUE};

    @TempDir Path directory;
    private List<Replay.Start> starts = List.of();

    /** Reads a file; may throw an IOException or an IllegalArgumentException. */
    private interface Reader {
        void read(Path file) throws IOException;
    }

    private void fuzz(Path file, boolean isOfSnapshots, Reader reader) throws IOException {
        byte[] whole = Files.readAllBytes(file);
        reader.read(file);
        for (long seed = SEED; seed < SEED + TRIALS; seed++) {
            var random = new Random(seed);
            byte[] changed = whole;
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                changed = changed(changed, random);
            }
            if (isOfSnapshots && random.nextBoolean()) {
                giveChecksums(changed);
            }
            Files.write(file, changed);
            try {
                reader.read(file);
            } catch (IOException | IllegalArgumentException e) {
                // Refused with a message.
            } catch (RuntimeException | Error e) {
                throw new AssertionError("-Dfuzz.seed=" + seed + " -Dfuzz.trials=1", e);
            }
        }
    }

    private static byte[] changed(byte[] bytes, Random random) {
        if (bytes.length < 8) {
            return bytes;
        }
        byte[] changed = bytes.clone();
        int at = random.nextInt(bytes.length - 4);
        int length = random.nextInt(Math.min(100, bytes.length - at));
        switch (random.nextInt(7)) {
            case 0 -> changed[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> changed[at] = (byte) random.nextInt();
            case 2 -> changed[at] = (byte) ('0' + random.nextInt(10));
            case 3 ->
                    ByteBuffer.wrap(changed)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putInt(at, NUMBERS[random.nextInt(NUMBERS.length)]);
            case 4 -> changed = Arrays.copyOf(bytes, at);
            case 5 ->
                    System.arraycopy(
                            bytes, random.nextInt(bytes.length - length), changed, at, length);
            default -> {
                changed = new byte[bytes.length - length];
                System.arraycopy(bytes, 0, changed, 0, at);
                System.arraycopy(bytes, at + length, changed, at, changed.length - at);
            }
        }
        return changed;
    }

    /** Sets the checksums that the blocks of a sequence of snapshots need, as far as they are. */
    private static void giveChecksums(byte[] bytes) {
        ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (file.remaining() >= 12) {
            var checksum = new CRC32C();
            checksum.update(file.slice(file.position(), 12));
            file.position(file.position() + 12);
            int length = -1;
            while (length != 0 && file.remaining() >= 8) {
                length = file.getInt(file.position());
                if (length < 0 || length > file.remaining() - 8) {
                    return;
                }
                checksum.update(file.slice(file.position(), 4 + length));
                file.position(file.position() + 4 + length);
                file.putInt((int) checksum.getValue());
            }
        }
    }

    private Path recorded(String mode) throws IOException {
        Path files = Files.createDirectories(directory.resolve("record"));
        Map<String, String> settings = DrivenJob.settings(mode, 6);
        try (Recorder recorder =
                Recorder.in(files, 1L << 30, settings, DrivenJob.WORKERS, DrivenJob.D)) {
            var driven = new DrivenJob(settings, recorder, 5);
            driven.run();
            starts = driven.starts();
        }
        return files.resolve("recording-000001.bft");
    }

    @Test
    void recordings() throws IOException {
        for (String mode : List.of("bsp", "async")) {
            Path file = recorded(mode);
            Replay.Start start = starts.get(starts.size() / 2);
            fuzz(
                    file,
                    true,
                    path -> {
                        RecordedGradients.of(path.getParent(), List.of());
                        Replay.of(path.getParent(), 1, ServerOptions::job, line -> {});
                        Replay.of(path.getParent(), start, ServerOptions::job, line -> {});
                    });
            Files.delete(file);
        }
    }

    @Test
    void checkpoints() throws IOException {
        for (String mode : List.of("bundled:m=3", "async")) {
            Map<String, String> settings = DrivenJob.settings(mode, 6);
            Path file = directory.resolve("checkpoint");
            try (Segment segment = Segment.open(recorded(mode));
                    FileChannel to =
                            FileChannel.open(
                                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                SnapshotFormat.write(checkpointHeader(), to);
                SnapshotFormat.write(DrivenJob.halfway(settings), to);
                segment.readState();
            }
            fuzz(file, true, path -> restore(path, settings));
            Files.delete(file);
        }
    }

    private static Snapshot checkpointHeader() {
        Snapshot setting = Snapshot.of("setting").with("name", "seed").with("value", "0").build();
        return Snapshot.of("checkpoint")
                .with("format", 1L)
                .with("run", 7L)
                .with("version", DrivenJob.HALFWAY)
                .with("saved", 9L)
                .with("settings", Snapshot.of("settings").with("all", List.of(setting)).build())
                .build();
    }

    private static void restore(Path path, Map<String, String> settings) throws IOException {
        Inspection inspection = Inspection.of(path);
        inspection.text();
        inspection.json();
        if (inspection.job().isPresent()) {
            inspection.writeModel(path.resolveSibling("out.npy"));
            Job.restored(
                    ServerOptions.job(settings),
                    inspection.job().get(),
                    DrivenJob.D,
                    new NoEffects(),
                    List.of(),
                    0);
        }
    }

    @Test
    void auditLogs() throws IOException {
        Path file = directory.resolve("audit");
        var settings = new AuditSettings(file, 1 << 20, 0, Optional.empty(), 5, false);
        var subject = new AuditLog.Subject(new JsonObject().put("job", new JsonObject()), 0, 2, 2);
        try (AuditLog log = AuditLog.open(settings, subject, why -> {})) {
            for (long round = 0; round < 5; round++) {
                float[] gradient = {1, round};
                log.answered(
                        new AnsweredGradient(
                                0, round + 1, round, gradient, new Accepted(1), "note"));
                log.roundClosed(record(round));
                log.published(new Model(round + 1, gradient));
            }
        }
        fuzz(
                file,
                false,
                path -> {
                    Verification.of(path, Optional.empty());
                    RoundExplanation.of(path, 1, 0).text(Map.of());
                    AuditLog.open(settings, subject, why -> {}).close();
                });
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
                Guarantee.UNKNOWN);
    }

    @Test
    void npyFiles() throws IOException {
        Path file = directory.resolve("model.npy");
        NpyFile.write(file, new float[] {1, 2, 3});
        fuzz(file, false, NpyFile::read);
    }
}
