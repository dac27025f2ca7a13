package bft.worker.model;

/**
 * How good a model is on some data.
 *
 * @param accuracy share of rows whose class is predicted, in 0..1
 * @param loss mean cross-entropy in nats, of linear regression half the mean squared error or its
 *     root, without the penalty on parameters; NaN or infinite if the parameters are beyond use
 */
public record Evaluation(double accuracy, double loss) {}
