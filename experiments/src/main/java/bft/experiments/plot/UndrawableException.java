package bft.experiments.plot;

import java.io.IOException;

/** A plot cannot be drawn here, as where the Java runtime has no fonts. Results do not need it. */
public final class UndrawableException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Something that draws. */
    @FunctionalInterface
    public interface Drawn {
        void draw() throws IOException;
    }

    private UndrawableException(Throwable cause) {
        super("a plot cannot be drawn here: " + cause, cause);
    }

    /**
     * Draws, where the runtime may lack fonts, libraries of the system, or the module that draws.
     *
     * @throws UndrawableException if it fails for a reason like that
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
