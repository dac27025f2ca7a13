package bft.server.files;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Why a file could not be had, in words: what Java says is often the name and nothing else. */
public final class FileTrouble {
    private FileTrouble() {}

    /** The file, if the error knows it, and the reason. */
    public static String of(Throwable error) {
        if (error instanceof FileSystemException known && known.getFile() != null) {
            return known.getFile() + ": " + reason(error);
        }
        return reason(error);
    }

    /** The reason without the file. */
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
            return "something of that name is there already";
        }
        if (error instanceof CharacterCodingException) {
            return "not text in UTF-8";
        }
        return words(error);
    }

    private static String words(Throwable error) {
        if (error instanceof FileSystemException known && known.getReason() != null) {
            return known.getReason();
        }
        String message = error.getMessage();
        if (message == null) {
            return error.toString();
        }
        boolean speaks = error instanceof IOException || error instanceof IllegalArgumentException;
        return speaks ? message : error.toString();
    }
}
