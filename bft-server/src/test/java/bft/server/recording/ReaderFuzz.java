package bft.server.recording;

import bft.aggregation.state.Snapshot;
import bft.aggregation.state.SnapshotFormat;
import bft.server.audit.AuditLog;
import bft.server.audit.RoundExplanation;
import bft.server.audit.Verification;
import bft.server.checkpoint.Inspection;
import bft.server.config.AuditSettings;
import bft.server.config.ServerOptions;
import bft.server.config.ServerSettings;
import bft.server.core.Job;
import bft.server.core.NoEffects;
import bft.server.metrics.AnsweredGradient;
import bft.server.metrics.Guarantee;
import bft.server.metrics.RoundRecord;
import bft.server.model.NpyFile;
import bft.server.session.Enrolments;
import bft.worker.client.Model;
import bft.worker.config.Role;
import bft.worker.config.SettingOptions;
import bft.worker.verdict.Accepted;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Whatever is in a file, its reader accepts it or refuses it with a message. The first byte of an
 * input chooses the format, and whether snapshots get right checksums, as a forger would give them.
 * For a fuzzer guided by coverage, such as Jazzer, after {@code ReaderFuzz DIR} has written sound
 * inputs: {@code jazzer --target_class=bft.server.recording.ReaderFuzz --cp=CLASS_PATH DIR}.
 */
public final class ReaderFuzz {
    private static final String CONFIG =
            """
            workers: 8
            byzantine: 1
            rule: multi-krum:m=3
            mode: bundled:m=6
            rounds: 10
            dimension: 6
            schedule: warm-up:k=8,steps=500,cosine:rate=0.1,steps=5000
            layout: w=2x2,b=2
            grace: 2s
            codecs: float32,bfloat16
            host: "127.0.0.1"
            """;

    private static List<Format> formats = List.of();

    /** Reads a file; may throw an IOException or an IllegalArgumentException. */
    interface Reader {
        void read(Path file) throws IOException;
    }

    /**
     * A format of files.
     *
     * @param file is overwritten with each input
     * @param isOfSnapshots whether its blocks have checksums
     * @param sound content that is accepted
     */
    record Format(Path file, boolean isOfSnapshots, byte[] sound, Reader reader) {
        static Format of(Path file, boolean isOfSnapshots, Reader reader) throws IOException {
            return new Format(file, isOfSnapshots, Files.readAllBytes(file), reader);
        }

        /** Fails with an error if the content is neither accepted nor refused with a message. */
        void read(byte[] content) throws IOException {
            Files.write(file, content);
            try {
                reader.read(file);
            } catch (IOException | IllegalArgumentException | CommandLine.ParameterException e) {
                if (("" + e.getMessage()).isBlank()) {
                    throw new AssertionError("a refusal without words", e);
                }
            }
        }

        @Override
        public String toString() {
            return file.toString();
        }
    }

    private ReaderFuzz() {}

    /** The entry of a fuzzer; fails with an error if a claim does not hold. */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        if (formats.isEmpty()) {
            formats = formats(Files.createTempDirectory("reader-fuzz"));
        }
        if (input.length > 0) {
            read(formats, input);
        }
    }

    static void read(List<Format> formats, byte[] input) throws IOException {
        Format format = format(formats, input);
        byte[] content = Arrays.copyOfRange(input, 1, input.length);
        if (input[0] < 0 && format.isOfSnapshots()) {
            giveChecksums(content);
        }
        format.read(content);
        Files.write(format.file(), format.sound());
    }

    /** The format of an input. */
    static Format format(List<Format> formats, byte[] input) {
        return formats.get((input[0] & 0x7F) % formats.size());
    }

    /** Writes a sound input of each format into a directory. */
    public static void main(String[] arguments) throws IOException {
        List<Format> all = formats(Files.createTempDirectory("reader-fuzz"));
        for (int i = 0; i < all.size(); i++) {
            byte[] sound = all.get(i).sound();
            ByteBuffer input = ByteBuffer.allocate(1 + sound.length).put((byte) (i | 0x80));
            Files.write(Path.of(arguments[0], "sound-" + i), input.put(sound).array());
        }
    }

    /** Sets the checksums that the blocks of a sequence of snapshots need, as far as they are. */
    static void giveChecksums(byte[] bytes) {
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

    /** All formats, each with its file in the directory. */
    static List<Format> formats(Path directory) throws IOException {
        List<Format> all = new ArrayList<>();
        for (String mode : List.of("bsp", "bundled:m=3", "async")) {
            Map<String, String> settings = DrivenJob.settings(mode, 6);
            all.add(recording(directory.resolve("record-" + all.size()), settings));
            all.add(checkpoint(directory.resolve("checkpoint-" + all.size()), settings));
        }
        all.add(auditLog(directory.resolve("audit")));
        Path model = directory.resolve("model.npy");
        NpyFile.write(model, new float[] {1, 2, 3});
        all.add(Format.of(model, false, NpyFile::read));
        all.addAll(ofOperator(directory));
        return all;
    }

    private static Format recording(Path files, Map<String, String> settings) throws IOException {
        Files.createDirectories(files);
        DrivenJob driven;
        try (Recorder recorder =
                Recorder.in(files, 1L << 30, settings, DrivenJob.WORKERS, DrivenJob.D)) {
            driven = new DrivenJob(settings, recorder, 5);
            driven.run();
        }
        Replay.Start start = driven.starts().get(driven.starts().size() / 2);
        return Format.of(
                files.resolve("recording-000001.bft"),
                true,
                path -> {
                    RecordedGradients.of(files, List.of());
                    Replay.of(files, 1, ServerOptions::job, line -> {});
                    Replay.of(files, start, ServerOptions::job, line -> {});
                });
    }

    private static Format checkpoint(Path file, Map<String, String> settings) throws IOException {
        Snapshot setting = Snapshot.of("setting").with("name", "seed").with("value", "0").build();
        Snapshot header =
                Snapshot.of("checkpoint")
                        .with("format", 1L)
                        .with("run", 7L)
                        .with("version", DrivenJob.HALFWAY)
                        .with("saved", 9L)
                        .with(
                                "settings",
                                Snapshot.of("settings").with("all", List.of(setting)).build())
                        .build();
        try (FileChannel to =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            SnapshotFormat.write(header, to);
            SnapshotFormat.write(DrivenJob.halfway(settings), to);
        }
        return Format.of(file, true, path -> restore(path, settings));
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

    private static Format auditLog(Path file) throws IOException {
        var settings = new AuditSettings(file, 1 << 20, 0, Optional.empty(), 5, false);
        var subject = new AuditLog.Subject(new JsonObject().put("job", new JsonObject()), 0, 2, 2);
        try (AuditLog log = AuditLog.open(settings, subject, why -> {})) {
            for (long round = 0; round < 5; round++) {
                float[] gradient = {1, round};
                var note = new Accepted(1);
                log.answered(new AnsweredGradient(0, round + 1, round, gradient, note, "note"));
                log.roundClosed(record(round));
                log.published(new Model(round + 1, gradient));
            }
        }
        return Format.of(
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
                Guarantee.UNKNOWN,
                new TreeMap<>());
    }

    /** The configuration, files of tokens, and that of the enrolments. */
    private static List<Format> ofOperator(Path directory) throws IOException {
        Path config = Files.writeString(directory.resolve("server.yaml"), CONFIG);
        Path tokens = directory.resolve("tokens");
        configure(config, tokens, "--create-tokens");
        var wanted =
                new Enrolments.Wanted(
                        "alice",
                        Optional.empty(),
                        Optional.of("lab"),
                        Optional.of(Instant.now().plus(Duration.ofDays(1))),
                        true,
                        Duration.ofHours(1));
        new Enrolments(tokens, Instant.now()).enrol(wanted, new SecureRandom());
        List<Format> all = new ArrayList<>();
        for (String name : List.of("../server.yaml", "worker-0", "observer", "enrolled.json")) {
            Reader reader =
                    file -> {
                        configure(config, tokens);
                        new Enrolments(tokens, Instant.now()).list();
                    };
            all.add(Format.of(tokens.resolve(name), false, reader));
        }
        return all;
    }

    private static void configure(Path config, Path tokens, String... more) {
        CommandSpec spec = CommandSpec.create();
        var options = SettingOptions.withFile(spec, Role.SERVER, ServerSettings.ofServer());
        List<String> arguments = new ArrayList<>(List.of(more));
        arguments.addAll(List.of("--config=" + config, "--tokens=" + tokens));
        new CommandLine(spec).parseArgs(arguments.toArray(String[]::new));
        new ServerOptions(options.values()).toConfig();
    }
}
