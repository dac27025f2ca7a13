package bft.server.core;

import static bft.server.core.Simulated.GRACE;
import static bft.server.core.Simulated.SECOND;
import static bft.server.core.Simulated.settings;
import static org.assertj.core.api.Assertions.assertThat;

import bft.worker.verdict.Accepted;
import bft.worker.verdict.Verdict;
import org.junit.jupiter.api.Test;

/** How long a round waits, and for whom. */
class RoundWaitTest {
    private static final Verdict ACCEPTED = new Accepted(1);

    @Test
    void waitsTheGraceTimeForTheRestOnceTheQuorumIsIn() {
        var s = Simulated.running(settings("mean", 3, 1, 2, 2), 1);
        s.push(0, 1);
        s.pass(5 * SECOND);
        s.push(1, 3);
        s.pass(GRACE - 1);
        assertThat(s.versions).isEmpty();
        s.pass(1);
        assertThat(s.job.model().parameters()).containsExactly(-2);
        assertThat(s.lastRecord().present()).containsExactly(0, 1);
        assertThat(s.lastRecord().collectNanos()).isEqualTo(5 * SECOND + GRACE);
    }

    @Test
    void neverWaitsLongerThanTheDeadlineWithAQuorum() {
        var s = Simulated.running(settings("mean", 3, 1, 2, 2), 1);
        s.push(0, 1);
        s.pass(29 * SECOND);
        s.push(1, 1);
        s.pass(SECOND);
        assertThat(s.job.model().version()).isEqualTo(1);
    }

    /** Workers 0 and 1 of three vote; lets time pass until their round has closed. */
    private static long nanosOfARoundOfTwo(Simulated s) {
        long opened = s.now;
        long version = s.job.model().version();
        s.push(0, 1);
        s.push(1, 1);
        while (s.job.model().version() == version) {
            s.pass(GRACE / 4);
        }
        return s.now - opened;
    }

    @Test
    void aSilentWorkerCostsTheGraceTimeOnce() {
        var s = Simulated.running(settings("mean", 3, 1, 2, 100), 1);
        assertThat(nanosOfARoundOfTwo(s)).isEqualTo(GRACE);
        for (int round = 1; round < 100; round++) {
            assertThat(nanosOfARoundOfTwo(s)).isZero();
        }
    }

    @Test
    void aWorkerThatVotesInTimeAgainIsWaitedForAgain() {
        var s = Simulated.running(settings("mean", 3, 1, 2, 9), 1);
        nanosOfARoundOfTwo(s);
        s.push(2, 1);
        assertThat(nanosOfARoundOfTwo(s)).isZero();
        assertThat(s.lastRecord().present()).containsExactly(0, 1, 2);
        assertThat(nanosOfARoundOfTwo(s)).isEqualTo(GRACE);
    }

    /** At its worst: votes for as long as it has to, and lets the first round wait that does. */
    @Test
    void aWorkerThatVotesNowAndThenCostsTheGraceTimeEverMoreRarely() {
        int rounds = 1_000;
        var s = Simulated.running(settings("mean", 3, 1, 2, rounds), 1);
        for (int round = 0; round < rounds; round++) {
            boolean silent = Integer.bitCount(round + 2) == 1;
            if (!silent) {
                s.push(2, 1);
            }
            assertThat(nanosOfARoundOfTwo(s)).isEqualTo(silent ? GRACE : 0);
        }
    }

    @Test
    void aWorkerThatComesAndGoesIsNotWaitedFor() {
        var s = Simulated.running(settings("mean", 3, 1, 2, 9), 1);
        s.push(0, 1);
        s.push(1, 1);
        s.job.disconnected(2, s.now);
        for (int round = 1; round < 9; round++) {
            s.job.connected(2, s.now);
            assertThat(nanosOfARoundOfTwo(s)).isZero();
            s.job.disconnected(2, s.now);
        }
    }

    @Test
    void doesNotWaitForAWorkerThatHasGone() {
        var s = Simulated.running(settings("mean", 3, 1, 2, 2), 1);
        s.push(0, 1);
        s.push(1, 1);
        s.job.disconnected(2, s.now);
        assertThat(s.job.model().version()).isEqualTo(1);
    }

    @Test
    void waitsInTheFirstRoundForThoseYetToCome() {
        var s = Simulated.waiting(settings("mean", 3, 1, 2, 5), 1);
        s.job.connected(0, 0);
        s.job.connected(1, 0);
        s.push(0, 1);
        s.push(1, 1);
        assertThat(s.versions).isEmpty();
        s.job.connected(2, 0);
        s.push(2, 1);
        assertThat(s.job.model().version()).isEqualTo(1);
        s.job.disconnected(2, 0);
        s.push(0, 1);
        s.push(1, 1);
        assertThat(s.job.model().version()).isEqualTo(2);
    }

    @Test
    void theFirstRoundHasItsWholeTimeOnceTheQuorumHasJoined() {
        var s = Simulated.waiting(settings("mean", 2, 0, 2, 2), 1);
        s.job.connected(0, s.now);
        s.pass(50 * SECOND);
        s.job.connected(1, s.now);
        assertThat(s.job.hasBegun()).isTrue();
        s.pass(29 * SECOND);
        assertThat(s.job.end()).isEmpty();
        s.pass(SECOND);
        assertThat(s.job.end()).isPresent();
    }

    @Test
    void slowWorkersAreNotWaitedForAndCountInFullIfTheyComeBack() {
        var s = Simulated.running(settings("mean", 4, 1, 3, 2), 1);
        for (int worker = 0; worker < 4; worker++) {
            s.job.slow(worker, s.now);
        }
        s.pass(29 * SECOND);
        assertThat(s.job.end()).isEmpty();
        assertThat(s.push(0, 1)).isEqualTo(ACCEPTED);
        assertThat(s.push(1, 1)).isEqualTo(ACCEPTED);
        assertThat(s.versions).isEmpty();
        assertThat(s.push(2, 4)).isEqualTo(ACCEPTED);
        assertThat(s.job.model().parameters()).containsExactly(-2);
        assertThat(s.lastRecord().present()).containsExactly(0, 1, 2);
    }
}
