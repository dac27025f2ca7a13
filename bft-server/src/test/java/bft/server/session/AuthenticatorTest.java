package bft.server.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
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

    @Test
    void aNameThatIsTheNumberOfAnotherWorkerMeansNeither() {
        var names = new Roster(3, List.of(named("1", 2), named("anna", 0), named("7", 1)));
        var roster =
                new Authenticator.Source() {
                    @Override
                    public Roster roster() {
                        return names;
                    }

                    @Override
                    public List<String> refresh() {
                        return List.of();
                    }
                };
        var known = new Authenticator(Identification.TOKEN, roster, InstantSource.system());
        assertThat(known.worker("anna")).hasValue(0);
        assertThat(known.worker("0")).hasValue(0);
        assertThat(known.worker("7")).hasValue(1);
        assertThat(known.worker("worker-1")).hasValue(1);
        assertThat(known.worker("1")).isEmpty();
        assertThat(known.worker("3")).isEmpty();
        assertThat(known.worker("bert")).isEmpty();
    }

    private static Enrolment named(String name, int worker) {
        return new Enrolment(
                name,
                new Caller(worker),
                Optional.empty(),
                Optional.empty(),
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty());
    }
}
