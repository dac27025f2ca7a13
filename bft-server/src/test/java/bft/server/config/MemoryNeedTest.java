package bft.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.rules.Rules;
import bft.server.core.Deadlines;
import bft.server.core.JobSettings;
import bft.server.core.TrainingPlan;
import bft.server.optimiser.Schedule;
import bft.server.optimiser.Sgd;
import bft.server.synchrony.Modes;
import bft.server.synchrony.Synchrony;
import org.junit.jupiter.api.Test;

class MemoryNeedTest {
    private static final long MEGABYTE = 1 << 20;
    private static final MemoryNeed.Limits PLENTY = new MemoryNeed.Limits(1L << 50, 1L << 50);

    private static JobSettings job(Synchrony synchrony) {
        return new JobSettings(
                10,
                Rules.of("median", 2),
                synchrony,
                new TrainingPlan(new Sgd(new Schedule.Constant(1)), 50, 7),
                new Deadlines(1, 1));
    }

    private static Synchrony mode(String mode) {
        return Modes.of(mode, 10, 2, Modes.Limits.ofGrace(0));
    }

    @Test
    void roundsHoldElevenVectorsAndTheOptimisersBesideTheGradientsAndSixOutsideTheHeap() {
        MemoryNeed need = MemoryNeed.of(job(mode("bsp")), 5_000_000, 16);
        assertThat(need.heapBytes()).isEqualTo(40 * MEGABYTE + 21 * 20_000_000L);
        var short1 = new MemoryNeed.Limits(256 * MEGABYTE, 256 * MEGABYTE);
        assertThat(need.shortOf(short1))
                .singleElement()
                .asString()
                .startsWith("the job needs -Xmx441m, the JVM has -Xmx256m: 10 gradients and 11")
                .contains("20 MB each (dimension 5000000)");
        assertThat(need.shortOf(new MemoryNeed.Limits(441 * MEGABYTE, 256 * MEGABYTE))).isEmpty();
    }

    @Test
    void aStateThatIsBeingWrittenIsKeptBesideTheJob() {
        long plain = MemoryNeed.of(job(mode("bsp")), 1_000_000, 16).heapBytes();
        long saved = MemoryNeed.ofSaved(job(mode("bsp")), 1_000_000, 16).heapBytes();
        long audited = MemoryNeed.of(job(mode("bsp")), 1_000_000, 16).audited().heapBytes();
        assertThat(audited).isGreaterThan(plain);
        assertThat(saved - plain).isEqualTo(13 * 4_000_000L);
    }

    @Test
    void buffersOfTheNetworkAreAPartOfTheirOwn() {
        MemoryNeed need = MemoryNeed.of(job(mode("bsp")), 5_000_000, 16);
        assertThat(need.shortOf(new MemoryNeed.Limits(1L << 40, 8 * MEGABYTE)))
                .singleElement()
                .asString()
                .startsWith(
                        "the job needs -XX:MaxDirectMemorySize=141m, the JVM has"
                                + " -XX:MaxDirectMemorySize=8m: versions that are sent, and network"
                                + " buffers of 10 workers");
    }

    @Test
    void aStreamKeepsAsManyVersionsAsThereWillBe() {
        long far = Long.MAX_VALUE / 4;
        MemoryNeed bounded = MemoryNeed.of(job(Synchrony.staleSynchronous(0, 50, 3)), 1_000, 16);
        MemoryNeed unbounded = MemoryNeed.of(job(Synchrony.staleSynchronous(0, far, 3)), 1_000, 16);
        assertThat(unbounded.heapBytes()).isEqualTo(bounded.heapBytes());
        assertThat(unbounded.shortOf(PLENTY)).isEmpty();
    }

    @Test
    void whatNoMachineHasIsToldAndDoesNotOverflow() {
        var huge = new MemoryNeed(Long.MAX_VALUE / 8, 0, 0, 2_000_000_000, 10);
        assertThat(huge.heapBytes()).isEqualTo(Long.MAX_VALUE);
        assertThat(huge.shortOf(PLENTY)).hasSize(1);
    }

    @Test
    void theLimitsAreThoseOfTheJvm() {
        MemoryNeed.Limits limits = MemoryNeed.Limits.ofThisJvm();
        assertThat(limits.heap()).isEqualTo(Runtime.getRuntime().maxMemory());
        assertThat(limits.direct()).isPositive();
    }
}
