package bft.server.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenFilesTest {
    private static final String GIVEN = "a-token-from-elsewhere";

    @TempDir Path directory;

    @Test
    void madeTokensAreReadAgain() throws IOException {
        TokenFiles.createMissing(directory, 2, new SecureRandom());
        Authenticator authenticator = TokenFiles.read(directory, 2);
        String one = Files.readString(directory.resolve("worker-1")).strip();
        String observer = Files.readString(directory.resolve("observer")).strip();
        assertThat(one).hasSize(64);
        assertThat(authenticator.authenticate(one)).contains(new Caller(1));
        assertThat(authenticator.authenticate(observer)).contains(Caller.OBSERVER);
        assertThat(Files.getPosixFilePermissions(directory.resolve("worker-1")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void aTokenThatIsThereStays() throws IOException {
        Files.writeString(directory.resolve("worker-0"), GIVEN + "\n");
        TokenFiles.createMissing(directory, 1, new SecureRandom());
        assertThat(TokenFiles.read(directory, 1).authenticate(GIVEN)).contains(new Caller(0));
    }

    @Test
    void anObserverIsOptionalAndAWorkerIsNot() throws IOException {
        Files.writeString(directory.resolve("worker-0"), GIVEN + "\n");
        assertThat(TokenFiles.read(directory, 1).authenticate(GIVEN)).contains(new Caller(0));
        assertThatIOException()
                .isThrownBy(() -> TokenFiles.read(directory, 2))
                .withMessage(directory.resolve("worker-1") + ": no such token file");
        Files.writeString(directory.resolve("worker-1"), "x".repeat(9000));
        assertThatIOException()
                .isThrownBy(() -> TokenFiles.read(directory, 2))
                .withMessageContaining("token file has 9000 bytes, at most 8192");
    }
}
