package bft.worker.spark;

import bft.worker.data.Datasets;
import bft.worker.data.Split;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** An application: trains on drawn digits, while the first worker reverses its gradients. */
public final class TrainDigits {
    private static final long SEED = 3;
    private static final StructType COLUMNS =
            new StructType()
                    .add("features", SQLDataTypes.VectorType(), false)
                    .add("label", DataTypes.DoubleType, false);

    private TrainDigits() {}

    /**
     * Runs it.
     *
     * @param arguments the server, the directory of tokens, the number of workers, a file that
     *     receives each version
     */
    public static void main(String[] arguments) throws Exception {
        String server = arguments[0];
        Path directory = Path.of(arguments[1]);
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
            tokens.add(Files.readString(directory.resolve("worker-" + i)).strip());
        }
        String observer = Files.readString(directory.resolve("observer")).strip();
        Path versions = Path.of(arguments[3]);
        SparkSession spark = SparkSession.builder().getOrCreate();
        Split digits = Datasets.load("built-in", Path.of("."), SEED);
        Dataset<Row> rows = spark.createDataFrame(rows(digits.train()), COLUMNS);
        Dataset<Row> test = spark.createDataFrame(rows(digits.test()), COLUMNS);
        ParameterServerTraining training = ParameterServerTraining.on(server, tokens, observer);
        training =
                training.withChange(TrainDigits::reversedByTheFirst)
                        .withProgress(version -> write(versions, version));
        ParameterServerModel model = training.fit(rows);
        Dataset<Row> predicted = model.transform(test);
        double accuracy =
                predicted
                        .agg(functions.avg(functions.expr("double(prediction = label)")))
                        .first()
                        .getDouble(0);
        System.out.println("accuracy=" + accuracy);
        System.out.println("version=" + model.version());
        System.out.println("reports=" + model.reports());
        spark.stop();
    }

    private static float[] reversedByTheFirst(int worker, float[] gradient) {
        for (int k = 0; worker == 0 && k < gradient.length; k++) {
            gradient[k] *= -100;
        }
        return gradient;
    }

    private static void write(Path file, long version) {
        try {
            Path aside = file.resolveSibling("aside");
            Files.writeString(aside, "" + version);
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Row> rows(bft.worker.data.Dataset data) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < data.count(); i++) {
            double[] values = new double[data.width()];
            for (int k = 0; k < values.length; k++) {
                values[k] = data.features()[i * data.width() + k];
            }
            rows.add(RowFactory.create(Vectors.dense(values), (double) data.labels()[i]));
        }
        return rows;
    }
}
