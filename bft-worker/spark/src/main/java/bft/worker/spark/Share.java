package bft.worker.spark;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Row;

/**
 * What one task works with; made where the task runs.
 *
 * @param token of the task's worker
 * @param rows of its partition
 */
record Share(String token, Iterator<Row> rows) {
    /**
     * The only share of a partition.
     *
     * @param tokens one
     */
    static Iterator<Share> of(Iterator<Row> rows, Iterator<String> tokens) {
        return List.of(new Share(tokens.next(), rows)).iterator();
    }
}
