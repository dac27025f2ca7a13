package bft.worker.model;

import java.util.Arrays;

/**
 * The largest of each two by two pixels, the first of equals; an odd last row or column is ignored.
 * NaN counts as largest, because a poisoned model must not look healthy; its derivative is
 * meaningless.
 */
final class Pooling extends ImageLayer {
    Pooling(Shape from) {
        super(from, new Shape(from.channels(), from.side() / 2));
    }

    @Override
    public Matrix forward(Matrix input) {
        this.input = input;
        output.resize(input.height());
        for (int i = 0; i < input.height(); i++) {
            for (int line = 0; line < to.channels() * to.side(); line++) {
                poolLine(input.row(i), first(line), output.row(i), line * to.side());
            }
        }
        return output;
    }

    @Override
    public Matrix backward(Matrix delta) {
        inputDelta.resize(delta.height());
        for (int i = 0; i < delta.height(); i++) {
            float[] pixels = inputDelta.row(i);
            Arrays.fill(pixels, 0, from.values(), 0);
            for (int line = 0; line < to.channels() * to.side(); line++) {
                spreadLine(delta.row(i), line * to.side(), input.row(i), first(line), pixels);
            }
        }
        return inputDelta;
    }

    private void poolLine(float[] image, int first, float[] row, int at) {
        for (int x = 0; x < to.side(); x++) {
            int above = first + 2 * x;
            int below = above + from.side();
            row[at + x] =
                    Math.max(
                            Math.max(image[above], image[above + 1]),
                            Math.max(image[below], image[below + 1]));
        }
    }

    private void spreadLine(float[] delta, int at, float[] image, int first, float[] pixels) {
        for (int x = 0; x < to.side(); x++) {
            int above = first + 2 * x;
            int below = above + from.side();
            int upper = image[above + 1] > image[above] ? above + 1 : above;
            int lower = image[below + 1] > image[below] ? below + 1 : below;
            pixels[image[lower] > image[upper] ? lower : upper] = delta[at + x];
        }
    }

    /** The first pixel of a line of results, counted through all channels. */
    private int first(int line) {
        return line / to.side() * from.area() + line % to.side() * 2 * from.side();
    }
}
