package bft.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import bft.worker.wire.JoinRequest;
import org.junit.jupiter.api.Test;

class ProcessesTest {
    private final Processes processes = new Processes();

    @Test
    void theNewestHasTheSlotAndTheOneBeforeIsPushedOutOfThatSlotAlone() {
        processes.take(1, 7);
        processes.take(1, 7);
        assertThat(processes.isPushedOut(1, 7)).isFalse();
        processes.take(1, 8);
        assertThat(processes.holder(1)).isEqualTo(8);
        assertThat(processes.isPushedOut(1, 7)).isTrue();
        assertThat(processes.isPushedOut(1, 8)).isFalse();
        assertThat(processes.isPushedOut(2, 7)).isFalse();
    }

    @Test
    void whoGivesNoInstancePushesOutAndIsNot() {
        processes.take(0, 7);
        processes.take(0, JoinRequest.UNNAMED);
        assertThat(processes.isPushedOut(0, 7)).isTrue();
        processes.take(0, 8);
        assertThat(processes.isPushedOut(0, JoinRequest.UNNAMED)).isFalse();
    }

    @Test
    void whoLeavesMayComeBackThoughAnotherCameBetween() {
        processes.take(0, 7);
        processes.left(0);
        processes.take(0, 8);
        assertThat(processes.isPushedOut(0, 7)).isFalse();
    }

    @Test
    void onlyTheLastFewAreRemembered() {
        int last = Processes.REMEMBERED + 2;
        for (long instance = 1; instance <= last; instance++) {
            processes.take(0, instance);
        }
        assertThat(processes.isPushedOut(0, 1)).isFalse();
        for (long instance = 2; instance < last; instance++) {
            assertThat(processes.isPushedOut(0, instance)).isTrue();
        }
    }
}
