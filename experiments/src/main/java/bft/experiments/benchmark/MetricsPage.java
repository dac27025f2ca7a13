package bft.experiments.benchmark;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;

/**
 * The samples of a server's metrics at one moment.
 *
 * @param samples by name with labels, as in the text form of Prometheus
 */
public record MetricsPage(Map<String, Double> samples) {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /** Reads the page of the server whose operator's port is this. */
    public static MetricsPage read(int port) throws IOException, InterruptedException {
        var page = URI.create("http://127.0.0.1:" + port + "/metrics");
        var request = HttpRequest.newBuilder(page).build();
        return parse(CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    static MetricsPage parse(String text) {
        Map<String, Double> samples = new HashMap<>();
        for (String line : text.split("\n")) {
            int space = line.lastIndexOf(' ');
            if (!line.startsWith("#") && space > 0) {
                samples.put(line.substring(0, space), number(line.substring(space + 1)));
            }
        }
        return new MetricsPage(samples);
    }

    /** Prometheus writes infinity in its own way. */
    private static double number(String text) {
        return Double.parseDouble(text.replace("Inf", "Infinity"));
    }

    /** The sum over all samples whose names begin so. */
    public double sum(String prefix) {
        return samples.entrySet().stream()
                .filter(sample -> sample.getKey().startsWith(prefix))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }
}
