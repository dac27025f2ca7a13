package bft.experiments.vectors;

import bft.server.model.NpyFile;
import bft.spec.BadArgument;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** A file that holds n vectors of d coordinates. */
public final class VectorFile {
    private VectorFile() {}

    /**
     * Reads {@code {"input": [[...], ...]}} or, from a file whose name ends in {@code .npy}, a
     * matrix.
     *
     * @return n rows of d values; NaN and infinities may be among them
     * @throws IllegalArgumentException if the file holds no such vectors
     * @throws IOException if it cannot be read
     */
    public static float[][] read(Path file) throws IOException {
        return file.toString().endsWith(".npy") ? matrix(file) : json(file);
    }

    private static float[][] matrix(Path file) throws IOException {
        NpyFile array = NpyFile.read(file);
        BadArgument.when(array.shape().size() != 2)
                .because(
                        "%s: needs a matrix of n rows and d columns, shape is %s",
                        file, array.shape());
        int n = array.shape().get(0);
        int d = array.shape().get(1);
        BadArgument.when(n == 0 || d == 0)
                .because("%s: needs at least 1 row and 1 column, shape is %s", file, array.shape());
        float[][] rows = new float[n][];
        Arrays.setAll(rows, i -> Arrays.copyOfRange(array.values(), i * d, (i + 1) * d));
        return rows;
    }

    private static float[][] json(Path file) throws IOException {
        try (JsonParser parser = JsonVectors.open(file)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw JsonVectors.refused(parser, "needs an object {\"input\": [[...], ...]}");
            }
            float[][] rows = null;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean input = parser.currentName().equals("input");
                parser.nextToken();
                if (input) {
                    rows = JsonVectors.rows(parser);
                } else {
                    parser.skipChildren();
                }
            }
            if (rows == null) {
                throw JsonVectors.refused(parser, "has no \"input\"");
            }
            if (parser.nextToken() != null) {
                throw JsonVectors.refused(parser, "goes on after the object");
            }
            return rows;
        } catch (IllegalArgumentException | com.fasterxml.jackson.core.JacksonException e) {
            throw JsonVectors.inFile(file, e);
        }
    }
}
