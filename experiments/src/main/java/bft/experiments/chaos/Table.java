package bft.experiments.chaos;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.Locale;

/** The table of outcomes, a line each as it comes. */
final class Table {
    private static final String LINE = "%-20s %-8s %-4s %8s %6s  %5s %5s  %4s %4s  %6s  %s%n";

    private final PrintWriter out;
    private final boolean json;
    private int failed;

    Table(PrintWriter out, boolean json) {
        this.out = out;
        this.json = json;
    }

    void head() {
        if (!json) {
            out.printf(
                    Locale.ROOT,
                    LINE,
                    "hostility",
                    "mode",
                    "",
                    "accuracy",
                    "lost",
                    "MB",
                    "then",
                    "thr.",
                    "then",
                    "s",
                    "culprit, problems");
            out.flush();
        }
    }

    void add(Outcome outcome) {
        failed += outcome.passed() ? 0 : 1;
        if (json) {
            out.println(toJson(outcome).encode());
        } else {
            String problems = outcome.passed() ? "" : ": " + String.join(", ", outcome.problems());
            out.printf(
                    Locale.ROOT,
                    LINE,
                    outcome.hostility(),
                    outcome.mode(),
                    outcome.passed() ? "ok" : "FAIL",
                    number("%.4f", outcome.accuracy()),
                    number("%.1f", outcome.lost()),
                    number("%.0f", outcome.before().megabytes()),
                    number("%.0f", outcome.after().megabytes()),
                    outcome.before().threads(),
                    outcome.after().threads(),
                    number("%.1f", outcome.seconds()),
                    outcome.named() + problems);
        }
        out.flush();
    }

    /** How many of the outcomes are failures. */
    int failed() {
        return failed;
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    private static JsonObject toJson(Outcome outcome) {
        return new JsonObject()
                .put("hostility", outcome.hostility())
                .put("who", outcome.who())
                .put("mode", outcome.mode())
                .put("passed", outcome.passed())
                .put("accuracy", outcome.accuracy())
                .put("undisturbed", outcome.calm())
                .put("before", toJson(outcome.before()))
                .put("after", toJson(outcome.after()))
                .put("culprit", outcome.named())
                .put("seconds", outcome.seconds())
                .put("problems", new JsonArray(outcome.problems()));
    }

    private static JsonObject toJson(Usage usage) {
        return new JsonObject()
                .put("heap_bytes", usage.heap())
                .put("direct_bytes", usage.direct())
                .put("threads", usage.threads())
                .put("descriptors", usage.files());
    }
}
