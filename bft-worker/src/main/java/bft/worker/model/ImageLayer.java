package bft.worker.model;

/** A layer whose rows are images, of one shape in and one out. */
abstract class ImageLayer implements Layer {
    final Shape from;
    final Shape to;
    final Matrix output;
    final Matrix inputDelta;

    /** The rows that went forward last. */
    Matrix input;

    ImageLayer(Shape from, Shape to) {
        this.from = from;
        this.to = to;
        this.output = new Matrix(0, to.values());
        this.inputDelta = new Matrix(0, from.values());
        this.input = inputDelta;
    }

    /** The shape of the output. */
    final Shape to() {
        return to;
    }

    @Override
    public final int outputs() {
        return to.values();
    }
}
