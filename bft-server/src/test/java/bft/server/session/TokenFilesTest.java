package bft.server.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenFilesTest {
    private static final String GIVEN = "a-token-from-elsewhere";

    @TempDir Path directory;

    private static Authenticator open(Path directory, int n) throws IOException {
        var store = TokenStore.open(directory, n, true);
        return new Authenticator(Identification.TOKEN, store, InstantSource.system());
    }

    @Test
    void madeTokensAreReadAgain() throws IOException {
        TokenFiles.createMissing(directory, 2, new SecureRandom());
        Authenticator authenticator = open(directory, 2);
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
        assertThat(open(directory, 1).authenticate(GIVEN)).contains(new Caller(0));
    }

    @Test
    void anObserverIsOptionalAndAWorkerIsNot() throws IOException {
        Files.writeString(directory.resolve("worker-0"), GIVEN + "\n");
        assertThat(open(directory, 1).authenticate(GIVEN)).contains(new Caller(0));
        assertThatIOException()
                .isThrownBy(() -> open(directory, 2))
                .withMessage(
                        directory.resolve("worker-1")
                                + ": no such token file; --create-tokens creates it");
        Files.writeString(directory.resolve("worker-1"), "x".repeat(9000));
        assertThatIOException()
                .isThrownBy(() -> open(directory, 2))
                .withMessageContaining("token file has 9000 bytes, at most 8192");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "%s\n", "%s\r\n", "  %s \t\r\n\n"})
    void blanksAndEndsOfLineAroundATokenDoNotCount(String form) throws IOException {
        Files.writeString(directory.resolve("worker-0"), form.replace("%s", GIVEN));
        assertThat(open(directory, 1).authenticate(GIVEN)).contains(new Caller(0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                   | token file is empty",
                "' \r\n'               | token file is empty",
                "tooshort             | token must have 16 to 4096 characters, has 8",
                "two words that are 1 | token must be one line of printable ASCII",
                "'two-lines-of-text\ntwo-lines-of-text' | token must be one line of printable",
                "sixteen-or-more-é    | token must be one line of printable ASCII",
                "token-of-worker-0    | the same token as ",
            })
    void aFileWithoutATokenIsNamedInOneLine(String text, String message) throws IOException {
        Files.writeString(directory.resolve("worker-0"), "token-of-worker-0\n");
        Path file = directory.resolve("worker-1");
        Files.writeString(file, text.replace("\\r", "\r").replace("\\n", "\n"));
        assertThatIOException()
                .isThrownBy(() -> open(directory, 2))
                .withMessageStartingWith(file + ": " + message)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n", "two-lines"));
    }

    @Test
    void aFolderOrAFileThatMayNotBeReadIsNamed() throws IOException {
        Path file = Files.createDirectory(directory.resolve("worker-0"));
        assertThatIOException()
                .isThrownBy(() -> open(directory, 1))
                .withMessage(file + ": must be a regular file with a token");
        Files.delete(file);
        Files.writeString(file, GIVEN);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("-w-------"));
        assumeThat(Files.isReadable(file)).as("the superuser may").isFalse();
        assertThatIOException()
                .isThrownBy(() -> open(directory, 1))
                .withMessage(file + ": token cannot be read: permission denied");
    }

    @Test
    void whatOthersCanReadOrChangeIsTold() throws IOException {
        Path made = directory.resolve("made");
        TokenFiles.createMissing(made, 2, new SecureRandom());
        assertThat(TokenFiles.exposed(made, 2)).isEmpty();
        Files.setPosixFilePermissions(
                made.resolve("observer"), PosixFilePermissions.fromString("rw----r--"));
        assertThat(TokenFiles.exposed(made, 2))
                .contains(
                        made.resolve("observer")
                                + " can be read or changed by other users: chmod -R go= "
                                + made);
        Files.setPosixFilePermissions(
                made.resolve("worker-1"), PosixFilePermissions.fromString("rw--w----"));
        assertThat(TokenFiles.exposed(made, 2).orElseThrow()).contains("worker-1 and 1 more can");
    }

    @Test
    void aFolderThatOthersCanWriteToIsTold() throws IOException {
        TokenFiles.createMissing(directory, 1, new SecureRandom());
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(TokenFiles.exposed(directory, 1).orElseThrow())
                .startsWith(directory + " can be written to by other users");
    }
}
