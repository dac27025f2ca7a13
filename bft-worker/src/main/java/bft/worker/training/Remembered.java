package bft.worker.training;

/** Returns the stored result on a repeated call for the last number, so nothing counts twice. */
final class Remembered implements GradientSource {
    private static final long NONE = -1;

    private final GradientSource source;
    private long last = NONE;
    private float[] answer = {};

    Remembered(GradientSource source) {
        this.source = source;
    }

    @Override
    public float[] gradientAt(Draw draw, float[] parameters) {
        if (draw.number() != last) {
            answer = source.gradientAt(draw, parameters);
            last = draw.number();
        }
        return answer.clone();
    }

    @Override
    public GradientSource fork() {
        var fork = new Remembered(source.fork());
        fork.last = last;
        fork.answer = answer;
        return fork;
    }
}
