package bft.server.files;

import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * Writes lines that others may read meanwhile. If a line cannot be written completely, its written
 * part is cut off, so that every line in the file is complete, and {@link #isWhole} reports that
 * lines are missing. Nothing is written after that.
 */
public final class LineFile extends Writer {
    private static final Set<StandardOpenOption> FOR_WRITING =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);

    private final FileChannel file;
    private final boolean isRegular;
    private final ByteArrayOutputStream unwritten = new ByteArrayOutputStream();
    private final long kept;
    private long length;
    private boolean open = true;
    private boolean begun;
    private volatile boolean whole = true;

    private LineFile(FileChannel file, boolean isRegular, long kept) {
        this.file = file;
        this.isRegular = isRegular;
        this.kept = kept;
    }

    /**
     * Opens a file for overwriting, or a pipe or a device. Its content stays until {@link #begin}
     * or the first line.
     */
    public static LineFile open(Path path) throws IOException {
        return open(path, 0);
    }

    /**
     * Opens a file for continuing it.
     *
     * @param kept bytes at its beginning to keep
     */
    public static LineFile open(Path path, long kept) throws IOException {
        FileChannel file = FileChannel.open(path, FOR_WRITING);
        return new LineFile(file, Files.isRegularFile(path), kept);
    }

    /** Standard output, opened directly because {@link System#out} hides errors. */
    @SuppressWarnings("resource") // Closed with the channel.
    public static LineFile standardOutput() {
        return new LineFile(new FileOutputStream(FileDescriptor.out).getChannel(), false, 0);
    }

    /** Truncates the file to the kept bytes. */
    public void begin() {
        synchronized (lock) {
            if (begun) {
                return;
            }
            begun = true;
            try {
                if (isRegular) {
                    file.truncate(kept).position(kept);
                    length = kept;
                }
            } catch (IOException e) {
                whole = false;
            }
        }
    }

    /** Whether everything was written completely. */
    public boolean isWhole() {
        return whole;
    }

    @Override
    public void write(char[] text, int from, int count) throws IOException {
        synchronized (lock) {
            OutputStream bytes = unwritten;
            bytes.write(new String(text, from, count).getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public void flush() throws IOException {
        synchronized (lock) {
            byte[] bytes = unwritten.toByteArray();
            unwritten.reset();
            if (whole) {
                append(bytes);
            } else if (bytes.length > 0) {
                throw new IOException("an earlier line could not be written");
            }
        }
    }

    private void append(byte[] bytes) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        if (bytes.length > 0) {
            begin();
        }
        try {
            WholeFile.writeFully(file, left);
            length += bytes.length;
        } catch (IOException e) {
            whole = false;
            cutOff(bytes, left.position(), e);
            throw e;
        }
    }

    private void cutOff(byte[] bytes, int written, IOException why) {
        int lines = written;
        while (lines > 0 && bytes[lines - 1] != '\n') {
            lines--;
        }
        try {
            if (isRegular) {
                file.truncate(length + lines);
            }
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (lock) {
            if (!open) {
                return;
            }
            open = false;
            try (file) {
                flush();
                if (isRegular) {
                    file.force(true);
                }
            } catch (IOException e) {
                whole = false;
                throw e;
            }
        }
    }
}
