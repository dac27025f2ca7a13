package bft.experiments.plot;

import java.io.IOException;

/**
 * A plot cannot be drawn here, for example because the Java runtime has no fonts. Results do not
 * depend on plots.
 */
public final class UndrawableException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Draws a plot. */
    @FunctionalInterface
    public interface Drawn {
        void draw() throws IOException;
    }

    private UndrawableException(Throwable cause) {
        super("a plot cannot be drawn here: " + cause, cause);
    }

    /**
     * Draws a plot on a runtime that may lack fonts, system libraries, or the desktop module.
     *
     * @throws UndrawableException if it fails for such a reason
     * @throws IOException if a file cannot be written
     */
    public static void guard(Drawn drawn) throws IOException {
        try {
            drawn.draw();
        } catch (RuntimeException | LinkageError | InternalError e) {
            throw new UndrawableException(e);
        }
    }
}
