package bft.experiments.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RotationTest {
    private final AtomicLong clock = new AtomicLong();
    private final AtomicLong allocated = new AtomicLong();
    private final Rotation rotation = new Rotation(clock::get, allocated::get);

    @Test
    void tellsTheCostOfOneCallWhateverTheSizeOfItsGroup() {
        Runnable quick =
                () -> {
                    clock.addAndGet(1_000);
                    allocated.addAndGet(24);
                };
        Runnable slow = () -> clock.addAndGet(70_000_000);
        List<Rotation.Cost> costs = rotation.run(List.of(quick, slow), 3);
        assertThat(costs.get(0).nanos()).containsExactly(1_000, 1_000, 1_000);
        assertThat(costs.get(0).bytes()).containsExactly(24, 24, 24);
        assertThat(costs.get(1).nanos()).containsExactly(70e6, 70e6, 70e6);
        assertThat(costs.get(1).bytes()).containsExactly(0, 0, 0);
    }

    @Test
    void warmUpEndsForACallThatOnlyEverGetsFaster() {
        var cost = new AtomicLong(1L << 40);
        Runnable faster = () -> clock.addAndGet(cost.updateAndGet(nanos -> nanos / 2));
        assertThat(rotation.run(List.of(faster), 1).get(0).nanos()).hasSize(1);
    }

    @Test
    void callsTakeTurns() {
        var order = new StringBuilder();
        Runnable first = () -> take(order, 'a');
        Runnable second = () -> take(order, 'b');
        rotation.run(List.of(first, second), 3);
        assertThat(order.toString()).endsWith("ababab");
    }

    private void take(StringBuilder order, char name) {
        order.append(name);
        clock.addAndGet(60_000_000);
    }
}
