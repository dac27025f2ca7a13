package bft.experiments.vectors;

import bft.aggregation.AggregationRule;
import bft.aggregation.RoundContext;
import bft.aggregation.RowHistory;
import bft.aggregation.engine.Aggregation;
import bft.aggregation.engine.Aggregator;
import bft.aggregation.kernels.Finite;
import bft.aggregation.rules.Rules;
import bft.spec.BadArgument;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;

/**
 * Aggregates for programs in other languages, over a pair of streams and for as many calls as come.
 *
 * <p>A request is one line of JSON, {@code {"rule": "krum", "f": 2, "n": 10, "d": 1000}}, with
 * {@code "seed"} if the rule draws at random, followed by the n rows: 4 n d bytes, float32, little
 * endian. The answer is one line of JSON, {@code {"d": 1000, "weights": [...], ...}}, followed by
 * the aggregate, 4 d bytes. A request that cannot be answered gets {@code {"error": "..."}} and
 * nothing behind it; its rows are skipped, and the next request is read.
 *
 * <p>Calls in a row with the same rule, f, n and d are the rounds of one job: rules that start at
 * the last aggregate, or keep a history of what each row's worker sent, find it. Memory: 4 n d
 * bytes, twice that for rules with a history.
 */
public final class AggregationPipe {
    private static final int LONGEST_LINE = 1 << 16;
    private static final int CHUNK = 1 << 20;

    private final Aggregator aggregator;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] chunk = new byte[CHUNK];
    private Optional<Job> job = Optional.empty();
    private float[][] rows = {};

    /** A request; the seed may be left out. */
    private record Request(
            @JsonProperty(required = true) String rule,
            @JsonProperty(required = true) int f,
            @JsonProperty(required = true) int n,
            @JsonProperty(required = true) int d,
            long seed) {
        Request {
            Objects.requireNonNull(rule, "rule");
        }

        void requireSizes() {
            BadArgument.when(n < 1 || d < 1 || (long) n * d > JsonVectors.MAX_VALUES)
                    .because(
                            "needs n >= 1, d >= 1 and n d <= %s, got n=%s, d=%s",
                            JsonVectors.MAX_VALUES, n, d);
        }

        /** Whether this is another round of the job that the other request belongs to. */
        boolean continues(Request other) {
            return rule.equals(other.rule) && f == other.f && n == other.n && d == other.d;
        }
    }

    /** The job between two rounds. */
    private record Job(Request first, AggregationRule rule, RoundContext next) {
        static Job of(Request request) {
            AggregationRule rule = Rules.of(request.rule, request.f);
            rule.requireAdmissible(request.n);
            return new Job(request, rule, RoundContext.first(request.seed));
        }

        /** A row that is not finite stays, so that the rule says why it is left out. */
        float[][] given(float[][] rows, RowHistory now) {
            float[][] given = rows.clone();
            for (int i = 0; i < given.length && rule.memory() > 0; i++) {
                given[i] = Finite.isFinite(rows[i]) ? now.sums()[i] : rows[i];
            }
            return given;
        }

        /** Draws with the seed of the request, which may be another in each round. */
        RoundContext round(Request request) {
            var round = new RoundContext(next.round(), next.previous(), request.seed);
            return round.withHistory(next.history());
        }

        Job after(RowHistory now, float[] output) {
            var round = new RoundContext(next.round() + 1, output, next.seed());
            return new Job(first, rule, round.withHistory(now));
        }
    }

    /** The line before an aggregate. */
    private record Head(int d, @JsonUnwrapped RowAnswer rows) {}

    /**
     * A pipe.
     *
     * @param in requests
     * @param out answers
     */
    public AggregationPipe(Aggregator aggregator, InputStream in, OutputStream out) {
        this.aggregator = aggregator;
        this.in = new BufferedInputStream(in);
        this.out = out;
    }

    /**
     * Answers until the requests end.
     *
     * @throws IllegalArgumentException if what comes is no request, or has sizes beyond the limit:
     *     where the next one begins is unknown then. The caller has read the reason by then
     * @throws EOFException if the requests end within one
     * @throws IOException if a stream fails
     */
    public void serve() throws IOException {
        for (Optional<Request> next = next(); next.isPresent(); next = next()) {
            answer(next.get());
        }
    }

    private Optional<Request> next() throws IOException {
        try {
            return line().map(AggregationPipe::parsed);
        } catch (IllegalArgumentException e) {
            write(new Failure(e.getMessage()));
            throw e;
        }
    }

    private record Failure(String error) {}

    private static Request parsed(String line) {
        try {
            Request request = JsonVectors.MAPPER.readValue(line, Request.class);
            BadArgument.when(request == null).because("a request is a JSON object, got null");
            request.requireSizes();
            return request;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no request: " + e.getOriginalMessage(), e);
        }
    }

    private void answer(Request request) throws IOException {
        try {
            if (job.isEmpty() || !request.continues(job.get().first)) {
                job = Optional.empty();
                job = Optional.of(Job.of(request));
            }
        } catch (IllegalArgumentException e) {
            in.skipNBytes(4L * request.n * request.d);
            write(new Failure(e.getMessage()));
            return;
        }
        read(request);
        try {
            aggregate(job.get(), request);
        } catch (IllegalArgumentException e) {
            write(new Failure(e.getMessage()));
        }
    }

    private void aggregate(Job current, Request request) throws IOException {
        RowHistory now = current.next.history().after(current.rule, rows);
        float[][] given = current.given(rows, now);
        Aggregation aggregation = aggregator.aggregate(current.rule, given, current.round(request));
        job = Optional.of(current.after(now, aggregation.output()));
        write(new Head(request.d, RowAnswer.of(aggregation.rows())));
        write(aggregation.output());
    }

    /** The next line without its end; empty at the end of the stream. */
    private Optional<String> line() throws IOException {
        var line = new ByteArrayOutputStream();
        int next = in.read();
        while (next >= 0 && next != '\n') {
            BadArgument.when(line.size() == LONGEST_LINE)
                    .because("a request's line has at most %s bytes", LONGEST_LINE);
            line.write(next);
            next = in.read();
        }
        if (next < 0 && line.size() > 0) {
            throw new EOFException("the requests end within a line");
        }
        return next < 0 ? Optional.empty() : Optional.of(line.toString(StandardCharsets.UTF_8));
    }

    private void read(Request request) throws IOException {
        if (rows.length != request.n || rows[0].length != request.d) {
            rows = new float[0][];
            rows = new float[request.n][request.d];
        }
        for (float[] row : rows) {
            for (int from = 0; from < row.length; from += CHUNK / 4) {
                int count = Math.min(CHUNK / 4, row.length - from);
                if (in.readNBytes(chunk, 0, 4 * count) < 4 * count) {
                    throw new EOFException("the requests end within the rows of one");
                }
                littleEndian(chunk).asFloatBuffer().get(row, from, count);
            }
        }
    }

    private void write(float[] aggregate) throws IOException {
        for (int from = 0; from < aggregate.length; from += CHUNK / 4) {
            int count = Math.min(CHUNK / 4, aggregate.length - from);
            littleEndian(chunk).asFloatBuffer().put(aggregate, from, count);
            out.write(chunk, 0, 4 * count);
        }
        out.flush();
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void write(Record head) throws IOException {
        out.write(JsonVectors.MAPPER.writeValueAsBytes(head));
        out.write('\n');
        out.flush();
    }
}
