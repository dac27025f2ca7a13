package bft.worker.model;

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
        if (channels < 1) {
            throw new IllegalArgumentException("cnn: channels must be at least 1, got " + channels);
        }
        int side = (int) Math.round(Math.sqrt((double) width / channels));
        if ((long) channels * side * side != width) {
            throw new IllegalArgumentException(
                    "cnn needs square images of %s channels (28x28 are 784 features), got rows of %s"
                            .formatted(channels, width));
        }
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
