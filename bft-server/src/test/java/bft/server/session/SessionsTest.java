package bft.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SessionsTest {
    private final Object first = new Object();
    private final Object second = new Object();
    private final Sessions<Object> sessions = new Sessions<>(2);

    @Test
    void theNewestConnectionHoldsTheSlot() {
        assertThat(sessions.take(1, first)).isEmpty();
        assertThat(sessions.take(1, first)).isEmpty();
        assertThat(sessions.take(1, second)).containsSame(first);
        sessions.leave(1, first);
        assertThat(sessions.take(1, first)).containsSame(second);
        sessions.leave(1, first);
        assertThat(sessions.take(1, second)).isEmpty();
    }
}
