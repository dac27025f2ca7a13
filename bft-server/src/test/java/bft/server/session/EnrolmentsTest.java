package bft.server.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnrolmentsTest {
    private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir Path directory;
    private Instant now = START;

    private Enrolments enrolments() {
        return new Enrolments(directory, now);
    }

    private String enrol(String name) throws IOException {
        return enrol(name, Optional.empty(), Optional.empty());
    }

    private String enrol(String name, Optional<Integer> worker, Optional<Duration> expires)
            throws IOException {
        var wanted =
                new Enrolments.Wanted(
                        name,
                        worker.map(Caller::new),
                        Optional.empty(),
                        expires.map(now::plus),
                        true,
                        HOUR);
        return enrolments().enrol(wanted, new SecureRandom()).token();
    }

    private Authenticator authenticator() throws IOException {
        var store = TokenStore.open(directory, 3, true);
        return new Authenticator(Identification.TOKEN, store, () -> now);
    }

    @Test
    void onlyAHashOfATokenIsKept() throws IOException {
        String token = enrol("alice");
        assertThat(token).matches("[0-9a-f]{64}");
        for (Path file : Files.list(directory).toList()) {
            assertThat(Files.readString(file)).doesNotContain(token);
        }
        Path file = directory.resolve("enrolled.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(authenticator().authenticate(token)).contains(new Caller(0));
    }

    @Test
    void eachGetsTheFirstFreeSlotAndARevokedOnesIsFreeAgain() throws IOException {
        Files.writeString(directory.resolve("worker-0"), "a-token-in-a-file");
        String alice = enrol("alice");
        String bob = enrol("bob");
        assertThat(authenticator().authenticate(alice)).contains(new Caller(1));
        assertThat(authenticator().authenticate(bob)).contains(new Caller(2));
        assertThat(enrolments().revoke("alice")).isEqualTo(1);
        String carol = enrol("carol");
        assertThat(authenticator().authenticate(alice)).isEmpty();
        assertThat(authenticator().authenticate(carol)).contains(new Caller(1));
    }

    @Test
    void aTokenExpires() throws IOException {
        String token = enrol("alice", Optional.empty(), Optional.of(HOUR));
        Authenticator authenticator = authenticator();
        now = START.plus(HOUR).minusMillis(1);
        assertThat(authenticator.authenticate(token)).contains(new Caller(0));
        now = START.plus(HOUR);
        assertThat(authenticator.authenticate(token)).isEmpty();
    }

    @Test
    void anotherTokenOfTheSameNameReplacesTheFirstAfterTheOverlap() throws IOException {
        String first = enrol("alice");
        String second = enrol("alice");
        Authenticator authenticator = authenticator();
        assertThat(authenticator.authenticate(first)).contains(new Caller(0));
        assertThat(authenticator.authenticate(second)).contains(new Caller(0));
        now = START.plus(HOUR);
        assertThat(authenticator.authenticate(first)).isEmpty();
        assertThat(authenticator.authenticate(second)).contains(new Caller(0));
    }

    @Test
    void aTokenFileCanBeReplacedAndRevokedToo() throws IOException {
        Files.writeString(directory.resolve("worker-0"), "a-token-in-a-file");
        String second = enrol("worker-0");
        Authenticator authenticator = authenticator();
        assertThat(authenticator.authenticate("a-token-in-a-file")).contains(new Caller(0));
        assertThat(authenticator.authenticate(second)).contains(new Caller(0));
        now = START.plus(HOUR);
        assertThat(authenticator.authenticate("a-token-in-a-file")).isEmpty();
        now = START;
        enrolments().revoke("worker-0");
        assertThat(authenticator().authenticate("a-token-in-a-file")).isEmpty();
        assertThat(authenticator().authenticate(second)).isEmpty();
        Files.writeString(directory.resolve("worker-0"), "another-token-in-it");
        assertThat(authenticator().authenticate("another-token-in-it")).contains(new Caller(0));
    }

    @Test
    void aSlotHasOneHolder() throws IOException {
        enrol("alice", Optional.of(2), Optional.empty());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> enrol("bob", Optional.of(2), Optional.empty()))
                .withMessage(
                        "alice is worker-2 already: revoke that first, or give another --worker");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> enrol("alice", Optional.of(1), Optional.empty()))
                .withMessageStartingWith("alice is worker-2 already");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> enrolments().revoke("nobody"))
                .withMessageContaining("nobody is not enrolled in " + directory);
        assertThat(enrolments().list()).hasSize(1);
    }

    @Test
    void manyAtOnceLoseNone() throws IOException {
        List<CompletableFuture<String>> tokens = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String name = "worker-" + i;
            tokens.add(
                    CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    return enrol(name);
                                } catch (IOException e) {
                                    throw new IllegalStateException(e);
                                }
                            }));
        }
        List<String> made = tokens.stream().map(CompletableFuture::join).toList();
        for (int worker = 0; worker < 3; worker++) {
            assertThat(authenticator().authenticate(made.get(worker))).contains(new Caller(worker));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{                                              | is no JSON",
                "{}                                             | has no list 'enrolled'",
                "{\"enrolled\":[7]}                             | entry 0 of 'enrolled'",
                "{\"enrolled\":[{}]}                            | entry 0 of 'enrolled': has no 'name'",
                "{\"enrolled\":[{\"name\":\"a\",\"x\":1}]}      | unknown field 'x'",
                "{\"enrolled\":[{\"name\":\"a b\",\"created\":\"2030-01-01T00:00:00Z\"}]} | name must",
                "{\"enrolled\":[{\"name\":\"a\",\"created\":\"soon\"}]} | entry 0",
                "{\"enrolled\":[{\"name\":\"a\",\"sha256\":\"00\",\"created\":\"2030-01-01T00:00:00Z\"}]} | 64 digits",
            })
    void aDamagedFileIsNamedInOneLine(String text, String message) throws IOException {
        Path file = Files.writeString(directory.resolve("enrolled.json"), text);
        assertThatIOException()
                .isThrownBy(() -> TokenStore.open(directory, 1, true))
                .withMessageStartingWith(file + ": ")
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }
}
