package bft.worker.codec;

/** The parameter of biased codecs: how much of the lost part is added to the next gradient. */
final class Feedback {
    static final double DEFAULT = 1;

    private Feedback() {}

    /** As part of a name; empty if it is the default. */
    static String parameter(double feedback) {
        return feedback == DEFAULT ? "" : ",feedback=" + feedback;
    }
}
