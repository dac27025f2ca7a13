package bft.spec;

import java.util.Collection;
import java.util.Comparator;

/** The known word that an unknown one may have meant. */
public final class Nearest {
    /** Up to this many words are listed; of more only the nearest one. */
    private static final int FEW = 30;

    private Nearest() {}

    /**
     * The text after "unknown key": {@code ", did you mean 'rule'? (there are n, rule)"} for {@code
     * ruel}; all known words if none is near.
     */
    public static String hint(String word, Collection<String> known) {
        if (known.isEmpty()) {
            return "; there are none";
        }
        String all = String.join(", ", known);
        int most = Math.max(1, word.length() / 2);
        return known.stream()
                .filter(candidate -> Math.abs(candidate.length() - word.length()) <= most)
                .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
                .filter(near -> distance(word, near) <= most)
                .map(near -> ", did you mean '" + near + "'?" + among(known, all))
                .orElse("; there are " + all);
    }

    private static String among(Collection<String> known, String all) {
        return known.size() <= FEW ? " (there are " + all + ")" : "";
    }

    /** The number of letters to insert, remove or replace (Levenshtein). */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
