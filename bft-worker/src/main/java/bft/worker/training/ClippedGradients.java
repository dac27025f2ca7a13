package bft.worker.training;

/**
 * g min(1, C / |g|): a gradient longer than C is shortened to it (Pascanu, Mikolov, Bengio, "On the
 * difficulty of training recurrent neural networks", ICML 2013, section 3.2). One whose length is
 * not a number is left as it is.
 *
 * @param norm C, above 0 and finite
 */
record ClippedGradients(double norm, GradientSource source) implements GradientSource {

    @Override
    public float[] gradientAt(Draw draw, float[] parameters) {
        float[] gradient = source.gradientAt(draw, parameters);
        double squares = 0;
        for (float value : gradient) {
            squares += (double) value * value;
        }
        double length = Math.sqrt(squares);
        if (length > norm) {
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] = (float) (gradient[i] * (norm / length));
            }
        }
        return gradient;
    }

    @Override
    public GradientSource fork() {
        return new ClippedGradients(norm, source.fork());
    }
}
