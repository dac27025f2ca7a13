package bft.server.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticatorTest {
    private static final String ZERO = "token-of-worker-0";
    private static final String ONE = "token-of-worker-1";
    private static final String EYE = "token-of-observer";

    private final Authenticator authenticator = new Authenticator(List.of(ZERO, ONE), List.of(EYE));

    @Test
    void aTokenNamesItsWorker() {
        assertThat(authenticator.authenticate(ZERO)).contains(new Caller(0));
        assertThat(authenticator.authenticate(ONE)).contains(new Caller(1));
    }

    @Test
    void anObserverHasNoSlot() {
        assertThat(authenticator.authenticate(EYE).orElseThrow().isObserver()).isTrue();
        assertThat(new Caller(0).isObserver()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "token-of-worker-2", "token-of-worker-0 ", "Token-of-worker-0"})
    void anyOtherTokenIsNobodys(String token) {
        assertThat(authenticator.authenticate(token)).isEmpty();
    }

    @Test
    void aTokenOverTheLimitIsNotEvenHashed() {
        assertThat(authenticator.authenticate("x".repeat(100_000))).isEmpty();
    }

    @Test
    void badTokensAreNamedByTheirOwnerAndNotShown() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Authenticator(List.of(ZERO, "short"), List.of()))
                .withMessage("token of worker 1 must have 16 to 4096 characters, has 5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Authenticator(List.of(ZERO), List.of("with blanks in it")))
                .withMessage("token of observer 0 must be printable ASCII without blanks");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Authenticator(List.of(ZERO, ZERO), List.of()))
                .withMessage("token of worker 1 is also the token of another");
    }
}
