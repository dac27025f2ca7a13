package bft.server.checkpoint;

import static bft.server.checkpoint.StateFixture.D;
import static bft.server.checkpoint.StateFixture.config;
import static bft.server.checkpoint.StateFixture.open;
import static bft.server.checkpoint.StateFixture.settings;
import static bft.server.checkpoint.StateFixture.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.aggregation.state.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {
    @TempDir Path directory;

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private Path file(long version) {
        return new CheckpointFiles(directory).of(version);
    }

    private void write(long... versions) throws IOException {
        try (StateDirectory state = open(directory)) {
            for (long version : versions) {
                state.write(state(version), version, 0);
            }
        }
    }

    private void assertGoesOnFrom(long version) throws IOException {
        try (StateDirectory state = open(directory)) {
            assertThat(state.version()).isEqualTo(version);
            Snapshot job = state.take().orElseThrow();
            assertThat(job.text("words")).isEqualTo("of version " + version);
            assertThat(job.vector("parameters", D))
                    .isEqualTo(state(version).vector("parameters", D));
            assertThat(state.take()).as("kept after it was taken").isEmpty();
        }
    }

    @Test
    void theNewestIsGoneOnFromAndTheLastThreeAreKept() throws IOException {
        write(8, 9, 10, 11, 12);
        assertThat(names())
                .containsExactly(
                        "checkpoint-000000000010.bft",
                        "checkpoint-000000000011.bft",
                        "checkpoint-000000000012.bft",
                        "lock");
        assertGoesOnFrom(12);
    }

    @Test
    void aRunKeepsItsNumberOverRestartsAndAnotherHasAnother() throws IOException {
        long run;
        try (StateDirectory state = open(directory)) {
            run = state.run();
            assertThat(state.version()).isEqualTo(-1);
            state.write(state(0), 0, 0);
        }
        try (StateDirectory state = open(directory)) {
            assertThat(state.run()).isEqualTo(run);
        }
        try (StateDirectory other = open(directory.resolve("other"))) {
            assertThat(other.run()).isNotEqualTo(run);
        }
    }

    @Test
    void whatACrashLeftHalfWrittenIsNeverReadAndIsDeleted() throws IOException {
        write(3, 4);
        byte[] whole = Files.readAllBytes(file(4));
        for (int bytes : new int[] {0, 1, whole.length / 2, whole.length}) {
            Path torn = directory.resolve("checkpoint-000000000005.bft.partial");
            Files.write(torn, Arrays.copyOf(whole, bytes));
            assertGoesOnFrom(4);
            assertThat(torn).doesNotExist();
        }
    }

    /**
     * Every byte of the headers, some of the rest: one bit is changed, or all that follows is gone.
     */
    @Test
    void aDamagedCheckpointIsPutAsideAndTheOneBeforeItIsGoneOnFrom() throws IOException {
        write(3, 4);
        byte[] whole = Files.readAllBytes(file(4));
        var random = new Random(11);
        for (int i = 0; i < 300; i++) {
            int at = i < 150 ? i : random.nextInt(whole.length);
            byte[] damaged = whole.clone();
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            boolean isCut = random.nextBoolean();
            Files.write(file(4), isCut ? Arrays.copyOf(whole, at) : damaged);
            assertGoesOnFrom(3);
            assertThat(file(4)).as("byte " + at).doesNotExist();
            assertThat(directory.resolve(file(4).getFileName() + ".damaged")).exists();
        }
    }

    @Test
    void bytesBehindTheEndAreDamageToo() throws IOException {
        write(3, 4);
        byte[] whole = Files.readAllBytes(file(4));
        Files.write(file(4), Arrays.copyOf(whole, whole.length + 1));
        assertGoesOnFrom(3);
    }

    @Test
    void aCheckpointUnderAnothersNameIsNotTakenForIt() throws IOException {
        write(3, 4);
        byte[] header = Files.readAllBytes(file(3));
        byte[] body = Files.readAllBytes(file(4));
        byte[] mixed = body.clone();
        System.arraycopy(header, 0, mixed, 0, header.length / 10);
        Files.write(file(4), mixed);
        assertGoesOnFrom(3);
    }

    @Test
    void withNothingIntactNothingIsBegunAnewAndNothingIsMoved() throws IOException {
        write(3, 4);
        Files.write(file(3), new byte[5]);
        Files.write(file(4), new byte[5]);
        List<String> before = names();
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> open(directory))
                    .isInstanceOf(StateException.class)
                    .hasMessageContaining("none of its 2 checkpoints is intact");
            assertThat(names()).isEqualTo(before);
        }
    }

    @Test
    void anotherJobsStateIsRefusedWithEachDifferenceAndBothValues() throws IOException {
        write(3);
        assertThatThrownBy(
                        () ->
                                StateDirectory.open(
                                        settings(directory, "1", false), config(8, 1_000)))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("belongs to another job: seed is 8 here and 7 there; give");
    }

    @Test
    void moreRoundsAreWelcomeAndFewerThanThereAreMadeAreNot() throws IOException {
        write(30);
        StateDirectory.open(settings(directory, "1", false), config(7, 2_000)).close();
        assertThatThrownBy(
                        () -> StateDirectory.open(settings(directory, "1", false), config(7, 29)))
                .hasMessageContaining("is already at version 30")
                .hasMessageContaining("got 29");
    }

    @Test
    void aSecondServerOfThisProcessIsRefused() throws IOException {
        try (StateDirectory first = open(directory)) {
            assertThatThrownBy(() -> open(directory))
                    .isInstanceOf(StateException.class)
                    .hasMessageContaining("is in use by this process");
            first.write(state(1), 1, 0);
        }
        assertGoesOnFrom(1);
    }

    @Test
    void aDirectoryThatWasReplacedIsNotWrittenTo() throws IOException {
        try (StateDirectory state = open(directory)) {
            state.write(state(1), 1, 0);
            Files.delete(directory.resolve("lock"));
            assertThatThrownBy(() -> state.write(state(2), 2, 0)).isInstanceOf(IOException.class);
            Files.createFile(directory.resolve("lock"));
            assertThatThrownBy(() -> state.write(state(2), 2, 0))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("has been replaced by another directory");
            assertThat(file(2)).doesNotExist();
        }
    }
}
