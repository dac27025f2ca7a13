package bft.server.page;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The distances of a round, with their picture in the plane, as JSON. */
final class GeometryJson {
    /** More rows make neither a readable map nor a small message. */
    static final int MOST_ROWS = 100;

    private GeometryJson() {}

    /** Rows that are not finite have no place in the plane, and are left out. */
    static JsonObject of(RecentRounds.Geometry measured) {
        double[][] all = measured.distances();
        int[] shown =
                IntStream.range(0, all.length)
                        .filter(i -> Double.isFinite(all[i][i]))
                        .limit(MOST_ROWS)
                        .toArray();
        double[][] distances =
                Arrays.stream(shown)
                        .mapToObj(i -> Arrays.stream(shown).mapToDouble(j -> all[i][j]).toArray())
                        .toArray(double[][]::new);
        Plane plane = Plane.of(distances);
        List<Integer> workers = Arrays.stream(shown).mapToObj(measured.workers()::get).toList();
        return new JsonObject()
                .put("round", measured.round())
                .put("workers", new JsonArray(workers))
                .put("distances", rows(distances))
                .put("points", rows(plane.points()))
                .put("explained", plane.explained());
    }

    private static JsonArray rows(double[][] rows) {
        var json = new JsonArray();
        for (double[] row : rows) {
            var line = new JsonArray();
            Arrays.stream(row).mapToObj(Double::valueOf).forEach(line::add);
            json.add(line);
        }
        return json;
    }
}
