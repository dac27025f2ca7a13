package bft.worker.data;

/** Changes to features before training, in place. */
final class Preparation {
    /** Moments of the pixels of MNIST, which are in 0..1. */
    private static final float MNIST_MEAN = 0.1307f;

    private static final float MNIST_DEVIATION = 0.3081f;

    private Preparation() {}

    /**
     * log(1 + x), after the first columns have been multiplied: otherwise the logarithm would
     * hardly change the percentages of spambase.
     *
     * @param features row-major, each above -1 after the multiplication; modified
     */
    static void logarithm(float[] features, int width, int scaledColumns, double scale) {
        for (int i = 0; i < features.length; i++) {
            double x = features[i] * (i % width < scaledColumns ? scale : 1);
            if (!(x > -1)) {
                throw new IllegalArgumentException(
                        "row %s, column %s must be above -1, got %s"
                                .formatted(i / width, i % width, x));
            }
            features[i] = (float) StrictMath.log1p(x);
        }
    }

    /**
     * Scales the features as asked. The test rows are scaled by the moments of the training rows
     * and do not affect them; where all training values are the same, values are only shifted.
     *
     * @param split its features are modified
     */
    static Split scaled(Split split, Scale scale, Notes notes) {
        switch (scale) {
            case PER_FEATURE -> {
                notes.add("each feature scaled by its mean and deviation in the training rows");
                return moved(split, Moments.of(split.train().features(), split.train().width()));
            }
            case GLOBAL -> {
                Moments moments = Moments.of(split.train().features(), 1);
                notes.add(
                        "features scaled by the mean %s and the deviation %s of the training rows"
                                .formatted(
                                        (float) moments.mean()[0], (float) moments.deviation()[0]));
                return moved(split, moments);
            }
            case MNIST -> {
                notes.add("pixels scaled by the mean 0.1307 and the deviation 0.3081 of MNIST");
                return new Split(asMnist(split.train()), asMnist(split.test()), split.name());
            }
            default -> {
                notes.add("features not scaled");
                return split;
            }
        }
    }

    private static Split moved(Split split, Moments moments) {
        return new Split(moved(split.train(), moments), moved(split.test(), moments), split.name());
    }

    private static Dataset moved(Dataset data, Moments moments) {
        moments.move(data.features());
        return new Dataset(data.features(), data.labels(), data.width(), data.classes());
    }

    private static Dataset asMnist(Dataset data) {
        float[] features = data.features();
        for (int i = 0; i < features.length; i++) {
            features[i] = (features[i] - MNIST_MEAN) / MNIST_DEVIATION;
        }
        return new Dataset(features, data.labels(), data.width(), data.classes());
    }
}
