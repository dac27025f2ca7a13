package bft.aggregation.state;

import java.io.IOException;

/**
 * The bytes are not a whole snapshot that may be read here: damaged, cut off, of something else, of
 * a newer version, or beyond the reader's limits. The message names field, offset, value and limit.
 */
public final class MalformedSnapshotException extends IOException {
    private static final long serialVersionUID = 1;

    MalformedSnapshotException(String message) {
        super(message);
    }
}
