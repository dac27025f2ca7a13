package bft.server.checkpoint;

import static bft.server.checkpoint.StateFixture.config;
import static bft.server.checkpoint.StateFixture.settings;
import static bft.server.checkpoint.StateFixture.state;
import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.state.Snapshot;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What leaves when, with the test as the job's thread and its clock, and a real directory. */
class DurableOutboxTest {
    private static final long SECOND = 1_000_000_000;

    @TempDir Path temporary;
    private final CollectorRegistry registry = new CollectorRegistry();
    private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
    private final List<Later> alarms = new ArrayList<>();
    private final List<String> said = new ArrayList<>();
    private final TestHost host = new TestHost();
    private Path directory;
    private StateDirectory state;
    private DurableOutbox outbox;
    private CountDownLatch disk = new CountDownLatch(0);
    private long version;

    private record Later(long nanos, Runnable event) {}

    private final class TestHost implements DurableOutbox.Host {
        private long now;

        @Override
        public Snapshot snapshot(long savedMillis) {
            return state(version);
        }

        @Override
        public long now() {
            return now;
        }

        @Override
        public void execute(Runnable event) {
            events.add(event);
        }

        @Override
        public void after(long millis, Runnable event) {
            alarms.add(new Later(now + millis * 1_000_000, event));
        }

        @Override
        public void stop(String reason) {
            said.add("stopped: " + reason);
            outbox.ended(false, () -> said.add("ended"));
        }
    }

    @BeforeEach
    void makeDirectory() {
        directory = temporary.resolve("state");
    }

    @AfterEach
    void close() throws IOException {
        disk.countDown();
        state.close();
    }

    private void begin(String every, boolean stops) throws InterruptedException {
        state = StateDirectory.open(settings(directory, every, stops), config(7, 1_000));
        state.before(this::waitForDisk);
        outbox = new DurableOutbox(state, host, new CheckpointMetrics(registry), 30_000);
        outbox.begin();
        until(() -> saved() == 0);
    }

    private void waitForDisk() {
        try {
            disk.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Handles events until something holds. */
    private void until(BooleanSupplier holds) throws InterruptedException {
        while (!holds.getAsBoolean()) {
            Runnable event = events.poll(60, TimeUnit.SECONDS);
            assertThat(event).as("nothing happens, said so far: " + said).isNotNull();
            event.run();
        }
    }

    private void untilSaid(String what) throws InterruptedException {
        until(() -> said.contains(what));
    }

    private void pass(long nanos) {
        host.now += nanos;
        List<Later> due = alarms.stream().filter(one -> one.nanos() <= host.now).toList();
        alarms.removeAll(due);
        due.forEach(one -> one.event().run());
    }

    private long saved() {
        return outbox.health().orElseThrow().getLong("saved_version");
    }

    private void publish() {
        version++;
        String line = "version " + version;
        outbox.published(version, () -> said.add(line));
    }

    private void accept(int worker, long sequence) {
        outbox.answered(
                worker,
                sequence,
                () -> said.add("accepted " + worker),
                () -> said.add("lost " + worker));
    }

    @Test
    void answersAndVersionLeaveWhenTheirCheckpointIsThere() throws Exception {
        begin("1", false);
        accept(0, 1);
        accept(1, 1);
        assertThat(outbox.holds(0, 1)).isTrue();
        publish();
        assertThat(said).isEmpty();
        untilSaid("version 1");
        assertThat(said).containsExactly("accepted 0", "accepted 1", "version 1");
        assertThat(directory.resolve("checkpoint-000000000001.bft")).exists();
        assertThat(outbox.holds(0, 1)).isFalse();
    }

    @Test
    void whatComesWhileTheDiskIsBusySharesTheNextCheckpoint() throws Exception {
        begin("1", false);
        disk = new CountDownLatch(1);
        publish();
        until(events::isEmpty);
        for (int i = 0; i < 5; i++) {
            publish();
        }
        accept(0, 1);
        assertThat(said).isEmpty();
        disk.countDown();
        untilSaid("accepted 0");
        assertThat(said).startsWith("version 1", "version 2").endsWith("version 6", "accepted 0");
        assertThat(registry.getSampleValue("bft_checkpoint_seconds_count")).isEqualTo(3);
    }

    @Test
    void aRoundThatTakesLongDoesNotKeepItsAnswers() throws Exception {
        begin("1", false);
        accept(0, 1);
        pass(4 * SECOND);
        assertThat(events).isEmpty();
        pass(2 * SECOND);
        untilSaid("accepted 0");
        assertThat(saved()).isZero();
    }

    @Test
    void withTenRoundsNineLeaveAtOnceAndTheTenthWaits() throws Exception {
        begin("10", false);
        accept(0, 1);
        for (int i = 1; i < 10; i++) {
            publish();
            assertThat(said).hasSize(i + 1);
        }
        publish();
        assertThat(said).hasSize(10);
        untilSaid("version 10");
        assertThat(saved()).isEqualTo(10);
        publish();
        assertThat(said).endsWith("version 11");
    }

    @Test
    void withATimeNothingWaitsAndTheNewestIsSavedWhenItHasPassed() throws Exception {
        begin("30s", false);
        publish();
        publish();
        assertThat(said).containsExactly("version 1", "version 2");
        pass(29 * SECOND);
        assertThat(events).isEmpty();
        pass(2 * SECOND);
        until(() -> saved() == 2);
    }

    @Test
    void aDiskThatFailsStopsNothingAndIsToldUntilItIsBack() throws Exception {
        begin("1", false);
        Path away = temporary.resolve("away");
        Files.move(directory, away);
        accept(0, 1);
        publish();
        untilSaid("version 1");
        assertThat(said).containsExactly("accepted 0", "version 1");
        assertThat(outbox.health().orElseThrow().getString("problem")).contains("no such file");
        assertThat(outbox.unsaved().orElseThrow()).contains("versions after 0 are not saved");
        publish();
        assertThat(said).endsWith("version 2");
        Files.move(away, directory);
        pass(2 * SECOND);
        until(() -> saved() == 2);
        assertThat(outbox.unsaved()).isEmpty();
        assertThat(registry.getSampleValue("bft_checkpoint_failures_total")).isPositive();
        publish();
        assertThat(said).endsWith("version 2");
        untilSaid("version 3");
    }

    @Test
    void aDiskThatFailsEndsTheJobIfSoAskedAndWhatIsNotSavedIsNotAcknowledged() throws Exception {
        begin("1", true);
        Files.move(directory, temporary.resolve("away"));
        accept(0, 1);
        publish();
        untilSaid("ended");
        assertThat(said).hasSize(3).contains("lost 0").doesNotContain("version 1");
        assertThat(said.get(0)).startsWith("stopped: the state cannot be saved: ");
    }

    @Test
    void aDiskThatHangsCountsAsOneThatFails() throws Exception {
        begin("1", false);
        disk = new CountDownLatch(1);
        publish();
        until(events::isEmpty);
        pass(31 * SECOND);
        assertThat(said).containsExactly("version 1");
        publish();
        assertThat(said).endsWith("version 2");
        assertThat(outbox.health().orElseThrow().getString("problem")).contains("longer than 30");
        disk.countDown();
        until(() -> saved() == 2);
        assertThat(outbox.unsaved()).isEmpty();
    }

    @Test
    void theEndIsToldWhenTheLastVersionIsSaved() throws Exception {
        begin("10", false);
        publish();
        outbox.ended(true, () -> said.add("ended"));
        assertThat(said).containsExactly("version 1");
        untilSaid("ended");
        assertThat(saved()).isEqualTo(1);
    }

    @Test
    void aJobThatFailsIsSavedAsWellBeforeItsEndIsTold() throws Exception {
        begin("10", false);
        publish();
        publish();
        outbox.ended(false, () -> said.add("ended"));
        assertThat(said).containsExactly("version 1", "version 2");
        untilSaid("ended");
        assertThat(saved()).isEqualTo(2);
    }

    @Test
    void aJobThatFailsWithItsDiskAcknowledgesNothingThatIsNotSavedIfSoAsked() throws Exception {
        begin("1", true);
        accept(0, 1);
        Files.move(directory, temporary.resolve("away"));
        outbox.ended(false, () -> said.add("ended"));
        untilSaid("ended");
        assertThat(said).containsExactlyInAnyOrder("lost 0", "ended");
    }

    @Test
    void nothingLeavesAfterTheLastCheckpointOfAServerThatEnds() throws Exception {
        begin("10", false);
        outbox.suspend(() -> said.add("suspended"));
        publish();
        accept(0, 1);
        untilSaid("suspended");
        publish();
        assertThat(said).containsExactly("suspended");
        assertThat(saved()).isEqualTo(1);
    }
}
