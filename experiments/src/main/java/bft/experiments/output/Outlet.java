package bft.experiments.output;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;
import java.util.Optional;

/** A writer that keeps its first failure, since a print writer around it hides failures. */
public final class Outlet extends FilterWriter {
    private Optional<IOException> failure = Optional.empty();

    public Outlet(Writer target) {
        super(target);
    }

    /** The first failure; empty if all was written so far. */
    public Optional<IOException> failure() {
        return failure;
    }

    @Override
    public void write(int character) throws IOException {
        write(new char[] {(char) character}, 0, 1);
    }

    @Override
    public void write(String text, int offset, int length) throws IOException {
        write(text.toCharArray(), offset, length);
    }

    @Override
    public void write(char[] text, int offset, int length) throws IOException {
        try {
            super.write(text, offset, length);
        } catch (IOException e) {
            throw remembered(e);
        }
    }

    @Override
    public void flush() throws IOException {
        try {
            super.flush();
        } catch (IOException e) {
            throw remembered(e);
        }
    }

    private IOException remembered(IOException e) {
        if (failure.isEmpty()) {
            failure = Optional.of(e);
        }
        return e;
    }
}
