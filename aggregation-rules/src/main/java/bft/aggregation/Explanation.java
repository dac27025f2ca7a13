package bft.aggregation;

import bft.spec.Text;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * A description of what a mixing did. The text for a row is only built when it is read.
 *
 * @param excluded why row i does not count, read for rows without weight; empty if another part of
 *     the rule excluded it
 * @param changed how row i, which counts, was changed; empty if it was not
 * @param note a remark on the whole result: that a search ended at its bound and how, or what
 *     replaces a missing row; empty if there is none
 */
public record Explanation(IntFunction<String> excluded, IntFunction<String> changed, String note) {
    /** The empty explanation. */
    public static final Explanation NONE = new Explanation(i -> "", i -> "");

    public Explanation {
        Objects.requireNonNull(excluded, "excluded");
        Objects.requireNonNull(changed, "changed");
        Objects.requireNonNull(note, "note");
    }

    /** Texts for rows, without a note. */
    public Explanation(IntFunction<String> excluded, IntFunction<String> changed) {
        this(excluded, changed, "");
    }

    /** The same with a further note on the whole result. */
    public Explanation noting(String text) {
        return new Explanation(excluded, changed, both(note, text));
    }

    /** Excluded rows with a reason each; the rows that count are unchanged. */
    public static Explanation excluded(IntFunction<String> reason) {
        return new Explanation(reason, i -> "");
    }

    /** Rows that count partly; none is excluded. */
    public static Explanation changed(IntFunction<String> texts) {
        return new Explanation(i -> "", texts);
    }

    /**
     * Rows excluded for their score.
     *
     * @param scores low is good; kept
     * @param meaning what the score is, e.g. {@code norm}
     */
    public static Explanation ranked(double[] scores, String meaning) {
        return excluded(
                i -> {
                    long better =
                            IntStream.range(0, scores.length)
                                    .filter(j -> scores[j] < scores[i])
                                    .count();
                    return Text.of(
                            "%s is %.3g, number %s of %s",
                            meaning, scores[i], better + 1, scores.length);
                });
    }

    /**
     * Combines this with the explanation of the next mixing, whose rows may correspond to this
     * one's or not.
     */
    Explanation then(Explanation next, boolean sameRows) {
        if (!sameRows) {
            return noting(next.note);
        }
        return new Explanation(
                i -> either(excluded.apply(i), next.excluded.apply(i)),
                i -> both(changed.apply(i), next.changed.apply(i)),
                both(note, next.note));
    }

    private static String either(String first, String second) {
        return first.isEmpty() ? second : first;
    }

    private static String both(String first, String second) {
        return first.isEmpty() || second.isEmpty() ? first + second : first + "; " + second;
    }
}
