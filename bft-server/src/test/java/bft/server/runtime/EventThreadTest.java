package bft.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventThreadTest {
    @Test
    void anAlarmThatRingsEarlyMayBeSetAgain() {
        var clock = new AtomicLong();
        try (var thread = new EventThread(clock::get)) {
            var rung = new CompletableFuture<Integer>();
            thread.execute(() -> ringUntil(thread, 3, rung));
            assertThat(rung.join()).isEqualTo(3);
        }
    }

    /** The clock stands still, so every alarm rings before its time. */
    private static void ringUntil(EventThread thread, int times, CompletableFuture<Integer> rung) {
        if (times == 0) {
            rung.complete(3);
        } else {
            thread.wakeAt(1_000_000, () -> ringUntil(thread, times - 1, rung));
        }
    }

    @Test
    void anEarlierAlarmTakesThePlaceOfALaterOneAndEventsKeepTheirOrder() throws Exception {
        List<String> order = new ArrayList<>();
        var rung = new CompletableFuture<String>();
        try (var thread = new EventThread(System::nanoTime)) {
            thread.execute(
                    () -> {
                        long hour = TimeUnit.HOURS.toNanos(1);
                        thread.wakeAt(System.nanoTime() + hour, () -> rung.complete("late"));
                        thread.wakeAt(System.nanoTime(), () -> rung.complete("early"));
                        order.add("first");
                    });
            thread.execute(() -> order.add("second"));
            assertThat(rung.get()).isEqualTo("early");
            var all = new CompletableFuture<List<String>>();
            thread.execute(() -> all.complete(List.copyOf(order)));
            assertThat(all.get()).containsExactly("first", "second");
        }
    }
}
