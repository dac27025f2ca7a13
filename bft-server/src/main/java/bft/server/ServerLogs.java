package bft.server;

import bft.aggregation.kernels.Kernels;
import bft.server.audit.AuditLog;
import bft.server.checkpoint.Identity;
import bft.server.checkpoint.StateDirectory;
import bft.server.config.AuditSettings;
import bft.server.config.OutputSettings;
import bft.server.config.ServerConfig;
import bft.server.files.LineFile;
import bft.server.metrics.JobListener;
import bft.server.metrics.RoundLog;
import bft.server.recording.Recorder;
import bft.worker.config.OneLine;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What a server process writes about its rounds: round log, audit log and recording. */
final class ServerLogs {
    private final Optional<LineFile> rounds;
    private final RoundLog log;
    private final Optional<AuditLog> audit;
    private final Optional<Recorder> recorder;

    private ServerLogs(
            Optional<LineFile> rounds, Optional<AuditLog> audit, Optional<Recorder> recorder) {
        this.rounds = rounds;
        this.log = new RoundLog(rounds.map(Writer.class::cast).orElse(Writer.nullWriter()));
        this.audit = audit;
        this.recorder = recorder;
    }

    /**
     * Opens them, so that they continue from the saved state.
     *
     * @param job its settings, as a user writes them
     * @param onAuditError is told why a round could not be logged
     * @throws IOException if one cannot be opened
     */
    static ServerLogs open(
            ServerConfig config,
            OutputSettings outputs,
            Map<String, String> job,
            Optional<StateDirectory> saved,
            Consumer<String> onAuditError)
            throws IOException {
        Optional<LineFile> rounds = rounds(outputs, saved);
        Optional<AuditLog> audit = Optional.empty();
        if (outputs.audit().isPresent()) {
            audit = Optional.of(audit(config, outputs.audit().get(), saved, onAuditError));
        }
        Optional<Recorder> recorder = Optional.empty();
        if (outputs.recording().isPresent()) {
            recorder =
                    Optional.of(
                            Recorder.in(
                                    outputs.recording().get(),
                                    outputs.recordingBytes(),
                                    job,
                                    config.job().n(),
                                    config.initial().parameters().length));
        }
        var logs = new ServerLogs(rounds, audit, recorder);
        saved.ifPresent(directory -> directory.before(logs::flush));
        return logs;
    }

    private static Optional<LineFile> rounds(OutputSettings outputs, Optional<StateDirectory> saved)
            throws IOException {
        if (outputs.logsToStandardOutput()) {
            return Optional.of(LineFile.standardOutput());
        }
        Optional<Path> file = outputs.roundLogFile();
        if (file.isEmpty()) {
            return Optional.empty();
        }
        // Later lines are cut, as their rounds will come again.
        long version = saved.map(StateDirectory::version).orElse(-1L);
        long kept = version < 0 ? 0 : RoundLog.bytesUpTo(file.get(), version);
        return Optional.of(LineFile.open(file.get(), kept));
    }

    private static AuditLog audit(
            ServerConfig config,
            AuditSettings settings,
            Optional<StateDirectory> saved,
            Consumer<String> onError)
            throws IOException {
        var job = new JsonObject();
        Identity.of(config).settings().forEach(job::put);
        var description =
                new JsonObject()
                        .put("started", Instant.now().toString())
                        .put("run", Long.toHexString(saved.map(StateDirectory::run).orElse(0L)))
                        .put("kernels", Kernels.best().toString())
                        .put("job", job);
        var subject =
                new AuditLog.Subject(
                        description,
                        Math.max(0, saved.map(StateDirectory::version).orElse(0L)),
                        config.job().n(),
                        config.initial().parameters().length);
        return AuditLog.open(settings, subject, settings.stopsOnError() ? onError : why -> {});
    }

    JobListener[] listeners() {
        List<JobListener> listeners = new ArrayList<>(List.of(log));
        audit.ifPresent(listeners::add);
        recorder.ifPresent(listeners::add);
        return listeners.toArray(JobListener[]::new);
    }

    /** The server has started, so an old round log is no longer needed. */
    void begin() {
        rounds.ifPresent(LineFile::begin);
    }

    private void flush() {
        log.flush();
        audit.ifPresent(AuditLog::flush);
        recorder.ifPresent(Recorder::flush);
    }

    /** Closes them; returns what they lack. */
    List<String> close() {
        List<String> lost = new ArrayList<>();
        log.close();
        audit.ifPresent(AuditLog::close);
        recorder.ifPresent(Recorder::close);
        rounds.flatMap(ServerLogs::close).ifPresent(lost::add);
        missing(lost, "round log: %s rounds are not in it", log.lost());
        missing(lost, "audit log: %s rounds are not in it", audit.map(AuditLog::lost).orElse(0L));
        missing(
                lost,
                "recording: %s events are not in it",
                recorder.map(Recorder::lost).orElse(0L));
        return lost;
    }

    private static void missing(List<String> lost, String what, long count) {
        if (count > 0) {
            lost.add(what.formatted(count));
        }
    }

    private static Optional<String> close(LineFile rounds) {
        try (rounds) {
            rounds.flush();
        } catch (IOException e) {
            return Optional.of("round log: " + OneLine.reason(e));
        }
        return rounds.isWhole()
                ? Optional.empty()
                : Optional.of("round log: the last rounds are missing");
    }
}
