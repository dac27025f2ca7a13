package bft.experiments.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProcessSlotTest {
    private int starts;

    /** The message about the death of a worker that dies at once. */
    private ProcessSlot slot(int code, boolean restart) throws IOException {
        return new ProcessSlot(() -> child(code), restart);
    }

    private Child child(int code) throws IOException {
        starts++;
        Process process = new ProcessBuilder("sh", "-c", "exit " + code).start();
        return new Child("worker-4", process, Path.of("worker-4.log"));
    }

    private static String death(ProcessSlot slot, long nowMillis) throws Exception {
        slot.child().process().waitFor();
        return attend(slot, nowMillis);
    }

    private static String attend(ProcessSlot slot, long nowMillis) throws IOException {
        return slot.attend(TimeUnit.MILLISECONDS.toNanos(nowMillis)).orElse("");
    }

    @Test
    void startsAgainAfterAPauseThatDoubles() throws Exception {
        ProcessSlot slot = slot(7, true);
        assertThat(death(slot, 0)).isEqualTo("worker-4 ended with code 7, restarted in 500 ms");
        attend(slot, 499);
        assertThat(starts).isEqualTo(1);
        attend(slot, 500);
        assertThat(starts).isEqualTo(2);
        assertThat(death(slot, 500)).endsWith("restarted in 1000 ms");
    }

    @Test
    void givesUpAfterTheFifthDeathWithoutAVote() throws Exception {
        ProcessSlot slot = slot(7, true);
        for (int now = 0; now < 40_000; now += 10_000) {
            assertThat(death(slot, now)).contains("restarted in");
            attend(slot, now + 9_000);
        }
        assertThat(death(slot, 40_000))
                .endsWith("death 5 without a gradient in a round, not restarted");
        assertThat(attend(slot, 1_000_000)).isEmpty();
        assertThat(starts).isEqualTo(5);
    }

    @Test
    void aVoteMakesDeathsForgotten() throws Exception {
        ProcessSlot slot = slot(7, true);
        for (int now = 0; now < 100_000; now += 10_000) {
            assertThat(death(slot, now)).endsWith("restarted in 500 ms");
            attend(slot, now + 9_000);
            slot.contributed();
        }
    }

    @Test
    void tellsADeathOnceWhenNothingIsDoneAboutIt() throws Exception {
        ProcessSlot slot = slot(7, false);
        assertThat(death(slot, 0)).isEqualTo("worker-4 ended with code 7");
        assertThat(attend(slot, 9_000)).isEmpty();
        assertThat(starts).isEqualTo(1);
    }

    @Test
    void aWorkerThatIsDoneIsNoDeath() throws Exception {
        ProcessSlot slot = slot(0, true);
        assertThat(death(slot, 0)).isEmpty();
        assertThat(attend(slot, 9_000)).isEmpty();
        assertThat(starts).isEqualTo(1);
    }
}
