package bft.worker.training;

import bft.worker.codec.Codecs;
import bft.worker.codec.GradientCodec;
import bft.worker.wire.Chunks;

/**
 * Adds to each gradient the part of earlier gradients that the codec lost: p_t = g_t + e_t is sent,
 * and e_{t+1} = beta (p_t - decoded(p_t)), with e_0 = 0. Biased codecs need it to converge (Seide
 * et al., Interspeech 2014; Karimireddy, Rebjock, Stich, Jaggi, "Error feedback fixes SignSGD and
 * other gradient compression schemes", ICML 2019; beta is 1 there, and below in Sarfi et al.,
 * "SparseLoCo", 2025).
 *
 * <p>t counts the models that this worker computed for. The residual is not saved when a worker
 * dies. If a gradient is refused, it is lost: the worker continues as if it had been accepted.
 * Memory: 2 vectors.
 */
public final class ErrorFeedback implements GradientSource {
    private final GradientCodec codec;
    private final long seed;
    private final int worker;
    private final GradientSource source;
    private float[] rest = {};

    private ErrorFeedback(GradientCodec codec, long seed, int worker, GradientSource source) {
        this.codec = codec;
        this.seed = seed;
        this.worker = worker;
        this.source = source;
    }

    /**
     * The source of what a worker sends through a codec: the gradients themselves if the codec
     * needs no feedback.
     *
     * @param seed of the job, and
     * @param worker in it: what the codec draws is what it will draw when this is sent
     */
    public static GradientSource of(
            GradientCodec codec, long seed, int worker, GradientSource source) {
        return codec.feedback() == 0
                ? source
                : new Remembered(new ErrorFeedback(codec, seed, worker, source));
    }

    @Override
    public float[] gradientAt(Draw draw, float[] parameters) {
        float[] sent = source.gradientAt(draw, parameters);
        if (sent.length == 0) {
            return sent;
        }
        if (rest.length == 0) {
            rest = new float[sent.length];
        }
        for (int k = 0; k < sent.length; k++) {
            sent[k] += rest[k];
        }
        boolean arrives =
                Chunks.transmit(codec, sent, Codecs.seed(seed, worker, draw.number()), rest) < 0;
        float beta = (float) codec.feedback();
        for (int k = 0; k < sent.length; k++) {
            rest[k] = arrives ? beta * (sent[k] - rest[k]) : 0;
        }
        return sent;
    }

    @Override
    public GradientSource fork() {
        var fork = new ErrorFeedback(codec, seed, worker, source.fork());
        fork.rest = rest.clone();
        return fork;
    }
}
