package bft.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenStoreTest {
    private static final String ZERO = "token-of-worker-0";
    private static final String ONE = "token-of-worker-1";
    private static final String OTHER = "token-of-others-x";

    @TempDir Path directory;
    private Authenticator authenticator;

    @BeforeEach
    void open() throws IOException {
        write("worker-0", ZERO);
        write("worker-1", ONE);
        var store = TokenStore.open(directory, 2, true);
        authenticator = new Authenticator(Identification.TOKEN, store, InstantSource.system());
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }

    private Path write(String name, String token) throws IOException {
        Path file = Files.writeString(directory.resolve(name), token);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private String enrol(String name) throws IOException {
        var wanted =
                new Enrolments.Wanted(
                        name,
                        Optional.of(new Caller(1)),
                        Optional.empty(),
                        Optional.empty(),
                        true,
                        Duration.ZERO);
        return new Enrolments(directory, Instant.now()).enrol(wanted, new SecureRandom()).token();
    }

    @Test
    void aFileThatWasReplacedIsReadAgain() throws IOException {
        write("worker-0", OTHER);
        assertThat(authenticator.authenticate(OTHER)).isEmpty();
        assertThat(authenticator.refresh()).isEmpty();
        assertThat(authenticator.authenticate(OTHER)).contains(new Caller(0));
        assertThat(authenticator.authenticate(ZERO)).isEmpty();
    }

    @Test
    void aFileThatHasVanishedOrIsDamagedKeepsWhatItSaid() throws IOException {
        Files.delete(directory.resolve("worker-0"));
        write("worker-1", "short");
        assertThat(authenticator.refresh())
                .hasSize(2)
                .anyMatch(line -> line.contains("worker-0: has vanished; its token stays valid"))
                .anyMatch(line -> line.contains("worker-1: token must have 16 to 4096"));
        assertThat(authenticator.authenticate(ZERO)).contains(new Caller(0));
        assertThat(authenticator.authenticate(ONE)).contains(new Caller(1));
        write("worker-0", ZERO);
        write("worker-1", OTHER);
        assertThat(authenticator.refresh()).isEmpty();
        assertThat(authenticator.authenticate(OTHER)).contains(new Caller(1));
    }

    @Test
    void aBrokenFileHoldsUpNoRevocation() throws IOException {
        new Enrolments(directory, Instant.now()).revoke("worker-1");
        write("worker-0", "");
        assertThat(authenticator.refresh()).hasSize(1);
        assertThat(authenticator.authenticate(ONE)).isEmpty();
    }

    @Test
    void whoWasRevokedStaysSoThoughTheFileIsDamagedOrVanishes() throws IOException {
        new Enrolments(directory, Instant.now()).revoke("worker-1");
        String next = enrol("next");
        assertThat(authenticator.refresh()).isEmpty();
        assertThat(authenticator.authenticate(ONE)).isEmpty();
        assertThat(authenticator.authenticate(next)).contains(new Caller(1));
        write("enrolled.json", "{\"enrolled\":");
        assertThat(authenticator.refresh()).hasSize(1);
        assertThat(authenticator.authenticate(ONE)).isEmpty();
        assertThat(authenticator.authenticate(next)).contains(new Caller(1));
        Files.delete(directory.resolve("enrolled.json"));
        assertThat(authenticator.refresh()).hasSize(1).allMatch(line -> line.contains("vanished"));
        assertThat(authenticator.authenticate(ONE)).isEmpty();
    }

    @Test
    void aDirectoryThatIsGoneChangesNothing() throws IOException {
        for (String name : new String[] {"worker-0", "worker-1"}) {
            Files.delete(directory.resolve(name));
        }
        Files.delete(directory);
        assertThat(authenticator.refresh()).isNotEmpty();
        assertThat(authenticator.authenticate(ZERO)).contains(new Caller(0));
        Files.createDirectory(directory);
    }

    @Test
    void whatOthersCanReadIsTold() throws IOException {
        Files.setPosixFilePermissions(
                directory.resolve("worker-0"), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(authenticator.refresh())
                .hasSize(1)
                .allMatch(line -> line.contains("can be read or changed by other users"));
    }

    @Test
    void aCertificateHasTheNameOfASlotUnlessThatIsRevoked() throws IOException {
        var store = TokenStore.open(directory, 2, false);
        var byName = new Authenticator(Identification.CERTIFICATE, store, InstantSource.system());
        assertThat(byName.identify(shows("worker-1"))).contains(new Caller(1));
        assertThat(byName.identify(shows("observer"))).contains(Caller.OBSERVER);
        assertThat(byName.identify(shows("worker-2"))).isEmpty();
        new Enrolments(directory, Instant.now()).revoke("worker-1");
        byName.refresh();
        assertThat(byName.identify(shows("worker-1"))).isEmpty();
        assertThat(byName.identify(shows("worker-0"))).contains(new Caller(0));
    }

    private static Proof shows(String name) {
        var certificate =
                new Proof.Certificate(List.of(name), Instant.now().plus(Duration.ofDays(1)));
        return new Proof(Optional.empty(), Optional.of(certificate));
    }
}
