package bft.aggregation.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OwnedVectorTest {
    private final OwnedVector vector = new OwnedVector();

    @Test
    void isOverwrittenInPlaceUntilItIsShared() {
        assertThat(vector.isEmpty()).isTrue();
        float[] first = vector.next(2);
        assertThat(vector.next(2)).isSameAs(first);
        assertThat(vector.values()).isSameAs(first);
    }

    @Test
    void continuesInANewArrayOnceItIsShared() {
        vector.next(2)[0] = 5;
        float[] shared = vector.share();
        float[] next = vector.next(2);
        next[0] = 6;
        assertThat(shared[0]).isEqualTo(5);
        assertThat(vector.next(2)).isSameAs(next);
    }

    @Test
    void neverWritesIntoAnArrayThatItWasGiven() {
        float[] given = {1, 2};
        vector.set(given);
        assertThat(vector.values()).isSameAs(given);
        assertThat(vector.next(2)).isNotSameAs(given);
    }

    @Test
    void leavesASharedArrayUnchangedWhenCleared() {
        float[] taken = vector.next(2);
        vector.clear();
        assertThat(vector.isEmpty()).isTrue();
        assertThat(vector.next(2)).isNotSameAs(taken);
    }
}
