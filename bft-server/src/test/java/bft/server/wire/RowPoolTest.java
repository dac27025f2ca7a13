package bft.server.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RowPoolTest {
    private final RowPool pool = new RowPool(5, 2);
    private final List<float[]> taken = new ArrayList<>();

    @Test
    void rowsAreUsedAgainAndNeverMoreThanTheLimit() {
        for (int time = 0; time < 3; time++) {
            pool.acquire(taken::add);
        }
        assertThat(taken).hasSize(2);
        assertThat(taken.get(0)).hasSize(5);
        assertThat(pool.inUse()).isEqualTo(2);
        pool.release(taken.get(1), true);
        assertThat(taken).hasSize(3);
        assertThat(taken.get(2)).isSameAs(taken.get(1));
        assertThat(pool.inUse()).isEqualTo(2);
        pool.release(taken.get(0), true);
        pool.release(taken.get(2), true);
        assertThat(pool.inUse()).isZero();
    }

    @Test
    void aRowGivenBackTwiceIsNoticedWhileOthersAreInUse() {
        pool.acquire(taken::add);
        pool.acquire(taken::add);
        pool.release(taken.get(0), true);
        assertThatIllegalStateException()
                .isThrownBy(() -> pool.release(taken.get(0), true))
                .withMessage("a row was released that was not in use");
        assertThatIllegalStateException()
                .isThrownBy(() -> pool.release(taken.get(1).clone(), true));
        assertThat(pool.inUse()).isEqualTo(1);
    }

    @Test
    void severalThreadsNeverHoldTheSameRow() throws Exception {
        var shared = new RowPool(1, 3);
        var waits = new Semaphore(0);
        Runnable use =
                () -> {
                    for (int time = 0; time < 10_000; time++) {
                        var given = new CompletableFuture<float[]>();
                        shared.acquire(given::complete);
                        shared.release(given.join(), true);
                        waits.release();
                    }
                };
        List<Thread> threads = Stream.of(use, use, use, use).map(Thread::new).toList();
        threads.forEach(Thread::start);
        waits.acquire(40_000);
        assertThat(shared.inUse()).isZero();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    void limitsAreNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new WireLimits(0, 1, new ConnectionLimits(1)))
                .withMessageContaining("idle=0 ms");
    }
}
