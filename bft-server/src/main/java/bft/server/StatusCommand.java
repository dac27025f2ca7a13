package bft.server;

import bft.worker.command.ExitCode;
import bft.worker.wire.JobPhase;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says how the job of a running server is. */
@Command(
        name = "status",
        description =
                "Says how far a running server's job is, what it tolerates, and whom it distrusts.",
        exitCodeList = {
            "0:the job waits for workers, runs, or has finished",
            "1:no server answers",
            "2:a bad value, or not an operator's port",
            "3:the job has failed"
        },
        footer = "  ${COMMAND-FULL-NAME} --admin 127.0.0.1:7071 --json")
final class StatusCommand extends OperatorRequest {
    private static final int UNAVAILABLE = 503;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    StatusCommand() {
        super(HttpMethod.GET);
    }

    @Override
    String path() {
        return "/health";
    }

    /** A job that has failed is shown as well. */
    @Override
    boolean isShown(int status) {
        return status == UNAVAILABLE;
    }

    @Override
    void show(String body) {
        if (json) {
            print(body.strip());
            return;
        }
        var job = new JsonObject(body);
        print(
                "job %s: %s, version %s of %s, %s workers connected"
                        .formatted(
                                job.getString("job"),
                                job.getString("state").toLowerCase(Locale.ROOT),
                                job.getLong("version"),
                                job.getLong("rounds"),
                                job.getInteger("connected")));
        if (!job.getString("message").isEmpty()) {
            print(job.getString("message"));
        }
        print(job.getString("promise"));
        workers("distrusted", job.getJsonObject("distrusted"));
        workers("excluded", job.getJsonObject("excluded"));
        job.getJsonObject("reported")
                .forEach(each -> print(reported(each.getKey(), (JsonObject) each.getValue())));
    }

    private static String reported(String figure, JsonObject made) {
        return "reported by workers: %s %s, quartiles %s and %s, of %s workers%s"
                .formatted(
                        figure.replace('_', ' '),
                        made.getValue("median"),
                        made.getValue("lower"),
                        made.getValue("upper"),
                        made.getInteger("workers"),
                        made.getInteger("distrusted") == 0
                                ? ""
                                : " besides %s that are distrusted"
                                        .formatted(made.getInteger("distrusted")));
    }

    private void workers(String label, JsonObject reasons) {
        reasons.forEach(
                each ->
                        print(
                                "%s: worker %s, %s"
                                        .formatted(label, each.getKey(), each.getValue())));
    }

    @Override
    ExitCode outcome(String body) {
        boolean isFailed = JobPhase.FAILED.name().equals(new JsonObject(body).getString("state"));
        return isFailed ? ExitCode.JOB_FAILED : ExitCode.DONE;
    }
}
