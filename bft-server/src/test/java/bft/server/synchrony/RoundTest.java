package bft.server.synchrony;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class RoundTest {
    private final Round round = new Round(4, 3, 2, 100, 900);
    private final Synchrony synchrony = Synchrony.bulkSynchronous(3, 2, 50);

    @Test
    void keepsTheRowsInTheOrderOfWorkers() {
        float[] two = {2};
        float[] zero = {0};
        round.submit(2, two, 110);
        round.submit(0, zero, 120);
        assertThat(round.senders()).containsExactly(0, 2);
        assertThat(round.rows()).isEqualTo(new float[][] {zero, two});
        assertThat(round.quorumNanos()).isEqualTo(120);
    }

    @Test
    void aWorkerSubmitsOnce() {
        round.submit(1, new float[1], 110);
        round.forfeit(2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> round.submit(1, new float[1], 111))
                .withMessage("worker 1 has already submitted in round 4");
        assertThatIllegalArgumentException().isThrownBy(() -> round.forfeit(2));
        assertThat(round.count()).isEqualTo(1);
    }

    @Test
    void aQuorumClosesWhenNobodyIsAwaitedOrTheGracePeriodHasElapsed() {
        round.submit(0, new float[1], 110);
        assertThat(synchrony.shouldClose(round, false, 899)).isFalse();
        round.submit(1, new float[1], 120);
        assertThat(synchrony.shouldClose(round, false, 120)).isTrue();
        assertThat(synchrony.shouldClose(round, true, 169)).isFalse();
        assertThat(synchrony.shouldClose(round, true, 170)).isTrue();
    }

    @Test
    void backupWorkersAreNotWaitedFor() {
        var backup = Synchrony.backupWorkers(3, 1);
        round.submit(0, new float[1], 110);
        assertThat(backup.shouldClose(round, true, 110)).isFalse();
        round.submit(1, new float[1], 111);
        assertThat(backup.shouldClose(round, true, 111)).isTrue();
    }

    @Test
    void timesMayBeNegativeAndOverflow() {
        long start = Long.MAX_VALUE - 10;
        var late = new Round(0, 2, 1, start, start + 100);
        late.submit(0, new float[1], start);
        assertThat(synchrony.shouldClose(late, true, start + 49)).isFalse();
        assertThat(Synchrony.bulkSynchronous(2, 1, 50).shouldClose(late, true, start + 50))
                .isTrue();
    }

    @Test
    void freshIsNeitherAheadNorTooFarBehind() {
        var stale = Synchrony.bundled(1, 2);
        assertThat(stale.isFresh(5, 5)).isTrue();
        assertThat(stale.isFresh(3, 5)).isTrue();
        assertThat(stale.isFresh(2, 5)).isFalse();
        assertThat(stale.isFresh(6, 5)).isFalse();
    }
}
