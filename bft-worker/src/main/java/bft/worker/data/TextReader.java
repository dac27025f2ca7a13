package bft.worker.data;

import bft.spec.BadArgument;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Text in UTF-8, without byte-order marks: files that were joined have them in the middle, too.
 * Anything else is refused rather than guessed, because a wrongly decoded letter may change a
 * class.
 */
final class TextReader extends Reader {
    private static final char BYTE_ORDER_MARK = '\ufeff';

    private final Path file;
    private final Reader in;
    private int lines;

    private TextReader(Path file, Reader in) {
        this.file = file;
        this.in = in;
    }

    /**
     * Begins to read.
     *
     * @throws IllegalArgumentException if the text is in UTF-16 or UTF-32
     */
    static TextReader of(Path file, InputStream raw) throws IOException {
        var in = new BufferedInputStream(raw);
        in.mark(2);
        int first = in.read();
        int second = in.read();
        in.reset();
        BadArgument.when((first == 0xff && second == 0xfe) || (first == 0xfe && second == 0xff))
                .because("%s: this is text in UTF-16 or UTF-32; save it as UTF-8", file);
        var decoder =
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
        return new TextReader(file, new InputStreamReader(in, decoder));
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
        int read;
        int kept;
        do {
            read = decode(buffer, offset, length);
            kept = withoutMarks(buffer, offset, read);
        } while (read > 0 && kept == 0);
        return read < 0 ? read : kept;
    }

    private int decode(char[] buffer, int offset, int length) throws IOException {
        try {
            return in.read(buffer, offset, length);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    file + ": not text, or text that is not in UTF-8; save it as UTF-8", e);
        }
    }

    private int withoutMarks(char[] buffer, int offset, int read) {
        int kept = 0;
        for (int i = offset; i < offset + read; i++) {
            char c = buffer[i];
            if (c == 0) {
                String place = "line " + (lines + 1);
                throw DataFile.malformed(file, place, "a zero byte: not text, or not in UTF-8");
            }
            if (c == '\n') {
                lines++;
            }
            if (c != BYTE_ORDER_MARK) {
                buffer[offset + kept++] = c;
            }
        }
        return kept;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
