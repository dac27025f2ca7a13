package bft.worker.config;

import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** An error as one line for people: what failed, and the reason where Java's message omits it. */
public final class OneLine {
    private OneLine() {}

    /** The error as text. */
    public static String of(Throwable error) {
        Throwable e = error;
        while (carries(e) && e.getCause().toString().equals(e.getMessage())) {
            e = e.getCause();
        }
        boolean named = e instanceof FileSystemException file && file.getFile() != null;
        String where = named ? ((FileSystemException) e).getFile() + ": " : "";
        return (where + reason(e)).strip().replaceAll("\\s+", " ");
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
