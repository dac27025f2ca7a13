package bft.aggregation.state;

import java.io.IOException;

/**
 * The bytes are not a complete snapshot that this program accepts: damaged, truncated, of another
 * kind, of a newer version, or beyond the reader's limits. The message names field, offset, value
 * and limit.
 */
public final class MalformedSnapshotException extends IOException {
    private static final long serialVersionUID = 1;

    MalformedSnapshotException(String message) {
        super(message);
    }
}
