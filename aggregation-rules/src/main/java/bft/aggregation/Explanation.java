package bft.aggregation;

import java.util.Locale;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * What a mixing did, in words; those on a row are only made for rows they are asked of.
 *
 * @param excluded why row i does not count, asked of rows without weight; empty if it is not for
 *     this mixing to say
 * @param changed what was done to row i, which counts; empty if nothing
 * @param note what is to be known of the result as a whole: that a search ended at its bound and
 *     how, or what stands for a row that is missing; empty if nothing
 */
public record Explanation(IntFunction<String> excluded, IntFunction<String> changed, String note) {
    /** Says nothing. */
    public static final Explanation NONE = new Explanation(i -> "", i -> "");

    public Explanation {
        Objects.requireNonNull(excluded, "excluded");
        Objects.requireNonNull(changed, "changed");
        Objects.requireNonNull(note, "note");
    }

    /** Words on rows alone. */
    public Explanation(IntFunction<String> excluded, IntFunction<String> changed) {
        this(excluded, changed, "");
    }

    /** The same with a note on the whole beside those it has. */
    public Explanation noting(String text) {
        return new Explanation(excluded, changed, both(note, text));
    }

    /** Rows excluded for one reason each; those that count are as they were. */
    public static Explanation excluded(IntFunction<String> reason) {
        return new Explanation(reason, i -> "");
    }

    /** Rows that count in part; none is excluded. */
    public static Explanation changed(IntFunction<String> words) {
        return new Explanation(i -> "", words);
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
                    return String.format(
                            Locale.ROOT,
                            "%s is %.3g, number %s of %s",
                            meaning,
                            scores[i],
                            better + 1,
                            scores.length);
                });
    }

    /** This, of a mixing whose mixed rows the next one mixed again, one for each row or not. */
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
