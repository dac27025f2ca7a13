package bft.worker.config;

import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.HexFormat;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;

/** An error as one line for people: what failed, and the reason where Java's message omits it. */
public final class OneLine {
    private static final Pattern CONTROL =
            Pattern.compile("[\\p{Cc}\\u2028-\\u202e\\u2066-\\u2069]");
    private static final int FIRST = 1_500;
    private static final int LAST = 300;

    private OneLine() {}

    /** The error as text. */
    public static String of(Throwable error) {
        Throwable e = error;
        while (carries(e) && e.getCause().toString().equals(e.getMessage())) {
            e = e.getCause();
        }
        boolean named = e instanceof FileSystemException file && file.getFile() != null;
        String where = named ? ((FileSystemException) e).getFile() + ": " : "";
        return shown((where + reason(e)).strip().replaceAll("\\s+", " "));
    }

    /**
     * A line that may repeat what anyone wrote, as it can be printed: characters that would control
     * a terminal are escaped, and of a long line only its beginning and its end remain.
     */
    public static String shown(String line) {
        int out = line.length() - FIRST - LAST;
        String brief =
                out <= 0
                        ? line
                        : "%s... %s characters left out ...%s"
                                .formatted(
                                        line.substring(0, FIRST),
                                        out,
                                        line.substring(line.length() - LAST));
        return escaped(brief);
    }

    /** The whole text, its control characters as Java and JSON escape them. */
    public static String escaped(String text) {
        return CONTROL.matcher(text)
                .replaceAll(found -> "\\\\u" + HexFormat.of().toHexDigits(found.group().charAt(0)));
    }

    /** The original error, if other exceptions only wrap it. */
    public static Throwable unwrapped(Throwable error) {
        return carries(error) ? unwrapped(error.getCause()) : error;
    }

    private static boolean carries(Throwable error) {
        boolean isCarrier =
                error instanceof UncheckedIOException
                        || error instanceof CompletionException
                        || error instanceof ExecutionException;
        return isCarrier && error.getCause() != null;
    }

    /** The reason without the file name, which is often all that Java's message contains. */
    public static String reason(Throwable error) {
        if (error instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (error instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (error instanceof NotDirectoryException) {
            return "not a folder";
        }
        if (error instanceof FileAlreadyExistsException) {
            return "a file or folder of that name exists already";
        }
        if (error instanceof DirectoryNotEmptyException) {
            return "the folder is not empty";
        }
        if (error instanceof CharacterCodingException) {
            return "not text in UTF-8";
        }
        String told =
                error instanceof FileSystemException file ? file.getReason() : error.getMessage();
        return told == null || told.isBlank() ? error.toString() : told;
    }
}
