package bft.worker.model;

import bft.spec.BadArgument;

/**
 * Square images in a row of values: one channel after the other, each row by row.
 *
 * @param side pixels of an edge
 */
record Shape(int channels, int side) {

    /**
     * The shape of rows of this width.
     *
     * @throws IllegalArgumentException if they hold no square images of so many channels
     */
    static Shape of(int width, int channels) {
        BadArgument.when(channels < 1)
                .because("cnn: channels must be at least 1, got %s", channels);
        int side = (int) Math.round(Math.sqrt((double) width / channels));
        BadArgument.when((long) channels * side * side != width)
                .because(
                        "cnn needs square images of %s channels (28x28 are 784 features), got rows of %s",
                        channels, width);
        return new Shape(channels, side);
    }

    /** Pixels of a channel. */
    int area() {
        return side * side;
    }

    /** Values of an image. */
    int values() {
        return channels * area();
    }
}
