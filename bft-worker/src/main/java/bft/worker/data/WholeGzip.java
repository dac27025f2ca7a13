package bft.worker.data;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A gzip stream of one or more members that is read completely: if the header of a further member
 * is damaged, Java's own stream ends as if everything had been read.
 */
final class WholeGzip extends GZIPInputStream {
    private static final int TRAILER_BYTES = 8;

    WholeGzip(InputStream in, int bufferBytes) throws IOException {
        super(in, bufferBytes);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, length);
        if (read < 0 && (inf.getRemaining() > TRAILER_BYTES || in.read() >= 0)) {
            throw new ZipException("what follows its end is not gzip");
        }
        return read;
    }
}
