package bft.server.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class RowPoolTest {
    @Test
    void rowsAreUsedAgainAndNeverMoreThanTheLimit() {
        var pool = new RowPool(5, 2);
        float[] one = pool.acquire();
        float[] two = pool.acquire();
        assertThat(one).hasSize(5);
        assertThatIllegalStateException()
                .isThrownBy(pool::acquire)
                .withMessage("all 2 rows are in use");
        assertThat(pool.inUse()).isEqualTo(2);
        pool.release(two, true);
        assertThat(pool.inUse()).isEqualTo(1);
        assertThat(pool.acquire()).isSameAs(two);
        pool.release(one, true);
        pool.release(two, true);
        assertThat(pool.inUse()).isZero();
        assertThatIllegalStateException()
                .isThrownBy(() -> pool.release(two, true))
                .withMessage("all 2 rows are free");
    }

    @Test
    void aRowThatOthersReferToIsReplaced() {
        var pool = new RowPool(5, 1);
        float[] kept = pool.acquire();
        pool.release(kept, false);
        assertThat(pool.inUse()).isZero();
        assertThat(pool.acquire()).isNotSameAs(kept);
    }

    @Test
    void limitsAreNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new WireLimits(0, 1, 1))
                .withMessageContaining("idle=0 ms");
    }
}
