package bft.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.client.CollectorRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real event loops that run, run out of memory, stand still and end. */
@Timeout(60)
class LoopWatchTest {
    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(ServerClock.TICK_MILLIS);

    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final AtomicLong now = new AtomicLong();
    private final ServerClock clock = new ServerClock(now::get);
    private final CollectorRegistry registry = new CollectorRegistry();
    private final BlockingQueue<String> deaths = new LinkedBlockingQueue<>();
    private final LoopWatch watch = new LoopWatch(clock, registry, deaths::add);

    @AfterEach
    void close() throws InterruptedException {
        watch.close();
        close(vertx);
    }

    private static void close(Vertx vertx) throws InterruptedException {
        var closed = new CountDownLatch(1);
        vertx.close().onComplete(done -> closed.countDown());
        assertThat(closed.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void anEventLoopWithoutMemoryIsReported() throws InterruptedException {
        watch.add(loop);
        loop.runOnContext(
                event -> {
                    throw new OutOfMemoryError("Java heap space");
                });
        assertThat(deaths.take()).isEqualTo("out of memory: Java heap space");
    }

    @Test
    void anotherErrorOfAnEventIsNotTheEndOfItsLoop() throws InterruptedException {
        watch.add(loop);
        loop.runOnContext(
                event -> {
                    throw new IllegalStateException("one event");
                });
        var handled = new CountDownLatch(1);
        loop.runOnContext(event -> handled.countDown());
        handled.await();
        assertThat(deaths).isEmpty();
    }

    @Test
    void anEventLoopThatStandsStillIsReportedOnce() throws InterruptedException {
        var release = new CountDownLatch(1);
        var isBusy = new CountDownLatch(1);
        loop.runOnContext(
                event -> {
                    isBusy.countDown();
                    awaitUninterrupted(release);
                });
        isBusy.await();
        watch.add(loop);
        watch.tick();
        for (int i = 0; i < 300; i++) {
            now.addAndGet(TICK);
            watch.tick();
        }
        assertThat(deaths).as("after 30 s").isEmpty();
        for (int i = 0; i < 3; i++) {
            now.addAndGet(TICK);
            watch.tick();
        }
        release.countDown();
        assertThat(deaths)
                .containsExactly("an event loop is dead: it has handled no event for 30 s");
    }

    @Test
    void anEventLoopThatHasEndedIsReported() throws InterruptedException {
        watch.add(loop);
        close(vertx);
        watch.tick();
        assertThat(deaths).containsExactly("an event loop is dead: it accepts no more events");
    }

    @Test
    void howLongAnEventWaitsIsMeasured() throws InterruptedException {
        var release = new CountDownLatch(1);
        loop.runOnContext(event -> awaitUninterrupted(release));
        watch.add(loop);
        watch.tick();
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(300));
        release.countDown();
        var returned = new CountDownLatch(1);
        loop.runOnContext(event -> returned.countDown());
        returned.await();
        assertThat(registry.getSampleValue("bft_event_loop_lag_seconds_count")).isEqualTo(1);
        assertThat(registry.getSampleValue("bft_event_loop_lag_seconds_sum")).isEqualTo(0.3);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
