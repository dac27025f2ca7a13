package bft.worker.spark;

import bft.worker.client.Model;
import bft.worker.codec.Codecs;
import bft.worker.wire.Contract;
import io.vertx.core.Future;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.reflect.ClassTag$;

/**
 * Trains a classifier on a Dataset, as the workers of a parameter server that is already running
 * with {@code --model} and as many workers as there are tokens.
 *
 * <p>The Dataset is divided into as many partitions. One barrier stage runs a task for each, so the
 * cluster needs a free core for each. If a task is lost, Spark starts the stage again; the tasks
 * take their places in the job and continue with its current version. Up to f tasks, or machines
 * that run them, may be Byzantine; the driver and the server are trusted.
 *
 * <p>Memory: a task holds its partition as floats, the model and one gradient.
 */
public final class ParameterServerTraining {
    private static final Logger LOG = LoggerFactory.getLogger(ParameterServerTraining.class);

    /** How long the server may take to say that the job has failed, after its tasks have. */
    private static final int REASON_SECONDS = 10;

    private final SocketAddress server;
    private final List<String> tokens;
    private final String observer;
    private final String features;
    private final String label;
    private final String codec;
    private final GradientChange change;
    private final LongConsumer progress;

    private ParameterServerTraining(
            SocketAddress server,
            List<String> tokens,
            String observer,
            String features,
            String label,
            String codec,
            GradientChange change,
            LongConsumer progress) {
        this.server = server;
        this.tokens = List.copyOf(tokens);
        this.observer = observer;
        this.features = features;
        this.label = label;
        this.codec = codec;
        this.change = change;
        this.progress = progress;
        Codecs.of(codec);
        if (tokens.isEmpty()) {
            throw new IllegalArgumentException("needs a token for each worker, got none");
        }
    }

    /**
     * Training with columns {@code features} (a vector) and {@code label} (a class from 0 on), and
     * uncompressed gradients.
     *
     * @param server {@code HOST:PORT}, as the executors and the driver reach it
     * @param tokens one for each worker, in any order; tokens of {@code bft-server enrol --tls-ca}
     *     make the connection TLS
     * @param observer the observer's token, for the driver
     * @throws IllegalArgumentException if the address is none or there is no token
     */
    public static ParameterServerTraining on(String server, List<String> tokens, String observer) {
        HostAndPort address = HostAndPort.parseAuthority(server, -1);
        if (address == null || address.port() < 1) {
            throw new IllegalArgumentException("server needs HOST:PORT, got '" + server + "'");
        }
        return new ParameterServerTraining(
                SocketAddress.inetSocketAddress(address.port(), address.host()),
                tokens,
                observer,
                "features",
                "label",
                "float32",
                GradientChange.NONE,
                version -> LOG.info("version {}", version));
    }

    /** The same with other columns. */
    public ParameterServerTraining withColumns(String vector, String number) {
        return new ParameterServerTraining(
                server, tokens, observer, vector, number, codec, change, progress);
    }

    /** The same with another codec, such as {@code bfloat16}; the server must accept it. */
    public ParameterServerTraining withCodec(String name) {
        return new ParameterServerTraining(
                server, tokens, observer, features, label, name, change, progress);
    }

    /** The same with changed gradients. */
    public ParameterServerTraining withChange(GradientChange other) {
        return new ParameterServerTraining(
                server, tokens, observer, features, label, codec, other, progress);
    }

    /** The same, with each version told to the driver's program instead of its log. */
    public ParameterServerTraining withProgress(LongConsumer versions) {
        return new ParameterServerTraining(
                server, tokens, observer, features, label, codec, change, versions);
    }

    /**
     * Trains until the job ends.
     *
     * @throws IllegalArgumentException if data, tokens and job do not fit each other
     * @throws bft.worker.client.JobEndedException if the job failed
     */
    public ParameterServerModel fit(Dataset<Row> data) {
        Dataset<Row> rows = data.select(functions.col(features), functions.col(label));
        Rows form = form(rows);
        try (var follower = new Follower(server, observer, progress)) {
            Contract contract = follower.contract().await();
            requireFitting(contract);
            Future<Model> last = follower.last();
            List<TaskReport> reports = reports(rows, form, last);
            return new ParameterServerModel(
                    contract.task().model(), form, features, last.await(), reports);
        }
    }

    /** Tasks fail with the job, and the job's own reason is the better one. */
    private List<TaskReport> reports(Dataset<Row> rows, Rows form, Future<Model> last) {
        try {
            return run(rows, form);
        } catch (Exception e) {
            requireNotEnded(last);
            throw e;
        }
    }

    private static void requireNotEnded(Future<Model> last) {
        try {
            last.await(REASON_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException goesOn) {
            // The job has not failed.
        }
    }

    private static Rows form(Dataset<Row> rows) {
        Row first = rows.first();
        if (!(first.get(0) instanceof Vector vector)) {
            throw new IllegalArgumentException(
                    "features need to be a vector of Spark ML, got " + first.schema().apply(0));
        }
        Row largest = rows.agg(functions.max(rows.columns()[1])).first();
        double label = largest.get(0) instanceof Number number ? number.doubleValue() : Double.NaN;
        if (!(label >= 0 && label < Short.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    "labels need to be numbers in 0..%s, the largest is %s"
                            .formatted(Short.MAX_VALUE - 1, largest.get(0)));
        }
        return new Rows(vector.size(), Math.max(2, (int) label + 1));
    }

    private void requireFitting(Contract contract) {
        if (contract.n() != tokens.size()) {
            throw new IllegalArgumentException(
                    "job %s has %s workers, got %s tokens"
                            .formatted(contract.job(), contract.n(), tokens.size()));
        }
        if (contract.task().model().isEmpty()) {
            throw new IllegalArgumentException(
                    "job %s does not say which model: start the server with --model"
                            .formatted(contract.job()));
        }
    }

    /**
     * Each task gets the token of its partition only. The shuffle at the end is needed: Spark does
     * not start a last stage with a barrier again.
     */
    private List<TaskReport> run(Dataset<Row> rows, Rows form) {
        var context = JavaSparkContext.fromSparkContext(rows.sparkSession().sparkContext());
        JavaRDD<String> secrets = context.parallelize(tokens, tokens.size());
        return rows.repartition(tokens.size())
                .javaRDD()
                .zipPartitions(secrets, Share::of)
                .rdd()
                .barrier()
                .mapPartitions(
                        new WorkerTask(server, form, codec, change),
                        false,
                        ClassTag$.MODULE$.apply(TaskReport.class))
                .toJavaRDD()
                .repartition(1)
                .collect();
    }
}
