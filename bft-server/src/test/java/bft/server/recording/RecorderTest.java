package bft.server.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.server.config.ServerOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecorderTest {
    private static final long BIG = 1L << 30;

    @TempDir Path temporary;
    private final List<String> said = new ArrayList<>();

    private Recorder recorder(Path directory, long limit, Map<String, String> settings)
            throws IOException {
        return Recorder.in(directory, limit, settings, DrivenJob.WORKERS, DrivenJob.D);
    }

    private Replay.Outcome replay(Path directory) throws IOException {
        return Replay.of(directory, 0, ServerOptions::job, said::add);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bsp", "backup:b=1", "bundled:m=3", "async", "ssp:s=3"})
    void everyModeReplaysToTheSameModels(String mode) throws Exception {
        Map<String, String> settings = DrivenJob.settings(mode, 20);
        for (long seed = 1; seed <= 5; seed++) {
            Path directory = temporary.resolve("seed-" + seed);
            float[] expected;
            try (Recorder recorder = recorder(directory, BIG, settings)) {
                expected = new DrivenJob(settings, recorder, seed).run();
                assertThat(recorder.lost()).isZero();
            }
            Replay.Outcome outcome = replay(directory);
            assertThat(outcome.difference()).as("seed " + seed + said).isEmpty();
            assertThat(outcome.newest().orElseThrow().parameters()).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bsp", "backup:b=1", "bundled:m=3", "async", "ssp:s=3"})
    void whatFollowsEachSavedStateReplaysToTheSameModels(String mode) throws Exception {
        Map<String, String> settings = DrivenJob.settings(mode, 20);
        for (long seed = 1; seed <= 3; seed++) {
            Path directory = temporary.resolve("seed-" + seed);
            DrivenJob driven;
            float[] expected;
            try (Recorder recorder = recorder(directory, BIG, settings)) {
                driven = new DrivenJob(settings, recorder, seed);
                expected = driven.run();
            }
            assertThat(driven.starts()).hasSizeGreaterThan(10);
            for (Replay.Start start : driven.starts().subList(1, driven.starts().size())) {
                Replay.Outcome outcome = Replay.of(directory, start, ServerOptions::job, said::add);
                assertThat(outcome.difference()).as("seed " + seed + said).isEmpty();
                assertThat(outcome.isDamaged()).as("seed " + seed + said).isFalse();
                assertThat(outcome.newest().orElseThrow().parameters()).isEqualTo(expected);
            }
        }
    }

    @Test
    void aFullDirectoryLosesItsOldestFilesAndTheRestReplays() throws Exception {
        Map<String, String> settings = DrivenJob.settings("bsp", 300);
        float[] expected;
        try (Recorder recorder = recorder(temporary, 80_000, settings)) {
            expected = new DrivenJob(settings, recorder, 1).run();
        }
        long bytes = 0;
        for (Path file : new RecordingFiles(temporary).oldestFirst()) {
            bytes += Files.size(file);
        }
        assertThat(bytes).isBetween(20_000L, 200_000L);
        assertThat(new RecordingFiles(temporary).oldestFirst())
                .hasSizeGreaterThan(3)
                .doesNotContain(temporary.resolve("recording-000001.bft"));
        Replay.Outcome outcome = replay(temporary);
        assertThat(outcome.difference()).as("" + said).isEmpty();
        assertThat(outcome.newest().orElseThrow().parameters()).isEqualTo(expected);
    }

    @Test
    void aDirectoryThatCannotBeWrittenStopsNothingAndIsSaid() throws Exception {
        Path directory = temporary.resolve("record");
        Map<String, String> settings = DrivenJob.settings("bsp", 20);
        try (Recorder recorder = recorder(directory, BIG, settings)) {
            Files.delete(directory);
            Files.writeString(directory, "a file in its place");
            new DrivenJob(settings, recorder, 1).run();
            recorder.flush();
            var health = new JsonObject();
            recorder.health(health);
            assertThat(health.getJsonObject("recording").getString("problem")).isNotBlank();
            assertThat(recorder.lost()).isPositive();
        }
        assertThatThrownBy(() -> replay(directory)).isInstanceOf(IOException.class);
    }

    @Test
    void anotherGradientIsADifference() throws Exception {
        Map<String, String> settings = DrivenJob.settings("async", 20);
        try (Recorder recorder = recorder(temporary, BIG, settings)) {
            new DrivenJob(settings, recorder, 3).run();
        }
        Path file = new RecordingFiles(temporary).oldestFirst().get(0);
        Path forged = temporary.resolve("recording-000002.bft");
        try (Segment from = Segment.open(file);
                Segment to = Segment.create(forged, from.header(), from.readState())) {
            for (var group = from.readEntries(); group.isPresent(); group = from.readEntries()) {
                to.write(group.get().stream().map(RecorderTest::doubled).toList());
            }
        }
        Files.delete(file);
        assertThat(replay(temporary).difference().orElseThrow())
                .as("" + said)
                .contains("version 1 has SHA-256 ");
    }

    private static Entry doubled(Entry entry) {
        for (int k = 0; k < entry.gradient().length; k++) {
            entry.gradient()[k] *= 2;
        }
        return entry;
    }
}
