package bft.worker.spark;

import bft.worker.model.GradientFunction;
import bft.worker.model.Models;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A trained classifier; {@code transform} adds the column {@code prediction}, a class as double.
 */
public final class ParameterServerModel extends Model<ParameterServerModel> {
    private static final long serialVersionUID = 1L;
    private static final String PREDICTION = "prediction";

    private final String uid;
    private final String model;
    private final Rows rows;
    private final String features;
    private final long version;
    private final float[] parameters;
    private final ArrayList<TaskReport> reports;

    /**
     * What training has led to.
     *
     * @param model its name, such as {@code mlp:100}
     * @param features column
     */
    ParameterServerModel(
            String model,
            Rows rows,
            String features,
            bft.worker.client.Model trained,
            List<TaskReport> reports) {
        this.uid = Identifiable$.MODULE$.randomUID("parameterServer");
        this.model = model;
        this.rows = rows;
        this.features = features;
        this.version = trained.version();
        this.parameters = trained.parameters();
        this.reports = new ArrayList<>(reports);
    }

    /** The same model, as Spark wants a copy: with the same identifier. */
    private ParameterServerModel(ParameterServerModel same) {
        this.uid = same.uid;
        this.model = same.model;
        this.rows = same.rows;
        this.features = same.features;
        this.version = same.version;
        this.parameters = same.parameters;
        this.reports = same.reports;
    }

    /** The parameters, d values, in the order of the server's files. */
    public float[] parameters() {
        return parameters.clone();
    }

    /** The job's last version. */
    public long version() {
        return version;
    }

    /** What each task says of itself, by worker. */
    public List<TaskReport> reports() {
        return List.copyOf(reports);
    }

    @Override
    public Dataset<Row> transform(Dataset<?> data) {
        // The result is computed later, if at all; Spark drops what was broadcast with it.
        var context = JavaSparkContext.fromSparkContext(data.sparkSession().sparkContext());
        var predict = new Predict(model, rows, context.broadcast(parameters));
        var prediction = functions.udf(predict, DataTypes.DoubleType);
        return data.withColumn(PREDICTION, prediction.apply(functions.col(features)));
    }

    private static final class Predict implements UDF1<Vector, Double> {
        private static final long serialVersionUID = 1L;

        private final String model;
        private final Rows rows;
        private final Broadcast<float[]> parameters;

        /** Each task has its own: it is for one thread. */
        private transient GradientFunction function;

        Predict(String model, Rows rows, Broadcast<float[]> parameters) {
            this.model = model;
            this.rows = rows;
            this.parameters = parameters;
        }

        @Override
        public Double call(Vector row) {
            if (function == null) {
                function = Models.of(model, rows.width(), rows.classes());
            }
            return (double) function.predict(parameters.value(), rows.one(row))[0];
        }
    }

    @Override
    public StructType transformSchema(StructType schema) {
        schema.fieldIndex(features);
        if (Arrays.asList(schema.fieldNames()).contains(PREDICTION)) {
            throw new IllegalArgumentException("there is a column " + PREDICTION + " already");
        }
        return schema.add(PREDICTION, DataTypes.DoubleType);
    }

    @Override
    public ParameterServerModel copy(ParamMap extra) {
        return new ParameterServerModel(this);
    }

    @Override
    public String uid() {
        return uid;
    }
}
