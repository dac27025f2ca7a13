package bft.aggregation.admission;

import java.util.List;

/** Something that remembers, and whose memory can be saved and brought back. */
public interface Recallable {
    /** Everything remembered, copied: it does not change afterwards. */
    Recollection recollection();

    /**
     * Replaces everything remembered; if it fails nothing has changed.
     *
     * @param dimension d of the model: every vector remembered has to have it
     * @throws IllegalArgumentException if this is not the memory of such a thing with the same
     *     settings, with the difference
     */
    void recall(Recollection recollection, int dimension);

    /**
     * Gives each thing its part; if one fails, all have what they had before.
     *
     * @throws IllegalArgumentException if one does not fit
     */
    static void recallAll(
            List<? extends Recallable> all, List<Recollection> memories, int dimension) {
        List<Recollection> before = all.stream().map(Recallable::recollection).toList();
        int done = 0;
        try {
            for (; done < all.size(); done++) {
                all.get(done).recall(memories.get(done), dimension);
            }
        } finally {
            for (int k = 0; k < done && done < all.size(); k++) {
                all.get(k).recall(before.get(k), dimension);
            }
        }
    }
}
