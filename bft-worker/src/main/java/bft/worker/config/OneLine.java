package bft.worker.config;

import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * What went wrong, on one line for people: what it was, and the reason where Java leaves it out.
 */
public final class OneLine {
    private OneLine() {}

    /** The error in words. */
    public static String of(Throwable error) {
        Throwable e = error;
        while (carries(e) && e.getCause().toString().equals(e.getMessage())) {
            e = e.getCause();
        }
        String text = e instanceof FileSystemException file ? file(file) : e.getMessage();
        return (text == null || text.isBlank() ? e.toString() : text)
                .strip()
                .replaceAll("\\s+", " ");
    }

    /** What happened, where it was only carried by another exception. */
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

    /** Why a file could not be used, without its name. */
    public static String reason(FileSystemException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "access denied";
        }
        if (e instanceof NotDirectoryException) {
            return "not a directory";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "is there already";
        }
        if (e instanceof DirectoryNotEmptyException) {
            return "the directory is not empty";
        }
        return e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
    }

    private static String file(FileSystemException e) {
        return e.getFile() + ": " + reason(e);
    }
}
