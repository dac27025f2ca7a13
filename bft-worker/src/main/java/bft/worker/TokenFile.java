package bft.worker;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The file with a worker's token: anyone who can read it can push gradients as this worker. */
final class TokenFile {
    private TokenFile() {}

    /**
     * Reads the token.
     *
     * @param err receives a warning if other users can read it
     */
    static String read(Path file, PrintWriter err) throws IOException {
        String token = Files.readString(file).strip();
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            Set<PosixFilePermission> rights = Files.getPosixFilePermissions(file);
            if (rights.contains(PosixFilePermission.GROUP_READ)
                    || rights.contains(PosixFilePermission.OTHERS_READ)) {
                String written = PosixFilePermissions.toString(rights);
                err.println(
                        "bft-worker: warning: others can read %s (%s) and push gradients with it: chmod 600 %s"
                                .formatted(file, written, file));
            }
        }
        return token;
    }
}
