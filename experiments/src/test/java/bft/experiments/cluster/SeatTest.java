package bft.experiments.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SeatTest {
    private int starts;

    /** A seat whose worker dies at once, and its death as it is told. */
    private Seat seat(int code, boolean restart) throws IOException {
        return new Seat(() -> child(code), restart);
    }

    private Child child(int code) throws IOException {
        starts++;
        Process process = new ProcessBuilder("sh", "-c", "exit " + code).start();
        return new Child("worker-4", process, Path.of("worker-4.log"));
    }

    private static String death(Seat seat, long nowMillis) throws Exception {
        seat.child().process().waitFor();
        return attend(seat, nowMillis);
    }

    private static String attend(Seat seat, long nowMillis) throws IOException {
        return seat.attend(TimeUnit.MILLISECONDS.toNanos(nowMillis)).orElse("");
    }

    @Test
    void startsAgainAfterAPauseThatDoubles() throws Exception {
        Seat seat = seat(7, true);
        assertThat(death(seat, 0)).isEqualTo("worker-4 ended with code 7, started again in 500 ms");
        attend(seat, 499);
        assertThat(starts).isEqualTo(1);
        attend(seat, 500);
        assertThat(starts).isEqualTo(2);
        assertThat(death(seat, 500)).endsWith("started again in 1000 ms");
    }

    @Test
    void givesUpAfterTheFifthDeathWithoutAVote() throws Exception {
        Seat seat = seat(7, true);
        for (int now = 0; now < 40_000; now += 10_000) {
            assertThat(death(seat, now)).contains("started again in");
            attend(seat, now + 9_000);
        }
        assertThat(death(seat, 40_000)).endsWith("death 5 without a vote, not started again");
        assertThat(attend(seat, 1_000_000)).isEmpty();
        assertThat(starts).isEqualTo(5);
    }

    @Test
    void aVoteMakesDeathsForgotten() throws Exception {
        Seat seat = seat(7, true);
        for (int now = 0; now < 100_000; now += 10_000) {
            assertThat(death(seat, now)).endsWith("started again in 500 ms");
            attend(seat, now + 9_000);
            seat.voted();
        }
    }

    @Test
    void tellsADeathOnceWhenNothingIsDoneAboutIt() throws Exception {
        Seat seat = seat(7, false);
        assertThat(death(seat, 0)).isEqualTo("worker-4 ended with code 7");
        assertThat(attend(seat, 9_000)).isEmpty();
        assertThat(starts).isEqualTo(1);
    }

    @Test
    void aWorkerThatIsDoneIsNoDeath() throws Exception {
        Seat seat = seat(0, true);
        assertThat(death(seat, 0)).isEmpty();
        assertThat(attend(seat, 9_000)).isEmpty();
        assertThat(starts).isEqualTo(1);
    }
}
