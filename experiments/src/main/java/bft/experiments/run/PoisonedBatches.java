package bft.experiments.run;

import bft.aggregation.Seeds;
import bft.attacks.data.Poison;
import bft.worker.data.Dataset;
import bft.worker.model.Batch;
import bft.worker.training.Batches;
import bft.worker.training.Draw;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Batches of poisoned rows. A row is poisoned when it is drawn, each time in the same way, so no
 * poisoned copy of the data is kept. Cost O(batch x width).
 */
record PoisonedBatches(Batches clean, Poison poison, long seed) implements Batches {
    /** Separates the random numbers of the poison from all others. */
    private static final long POISON = 0x706f69736f6eL;

    @Override
    public Batch at(Draw draw) {
        Batch batch = clean.at(draw);
        Dataset data = batch.data();
        int width = data.width();
        float[] features = new float[batch.size() * width];
        int[] labels = new int[batch.size()];
        for (int i = 0; i < labels.length; i++) {
            int drawn = batch.rows()[i];
            float[] row = row(data, drawn);
            labels[i] =
                    poison.poison(
                            row,
                            data.labels()[drawn],
                            data.classes(),
                            Seeds.random(seed, drawn, POISON));
            System.arraycopy(row, 0, features, i * width, width);
        }
        var poisoned = new Dataset(features, labels, width, data.classes());
        return new Batch(poisoned, IntStream.range(0, labels.length).toArray());
    }

    /** The rows for which the poison has a goal, poisoned and labelled with the goal. */
    static Optional<Dataset> goals(Dataset test, Poison poison) {
        int width = test.width();
        float[] features = new float[test.count() * width];
        int[] labels = new int[test.count()];
        int count = 0;
        for (int i = 0; i < test.count(); i++) {
            float[] row = row(test, i);
            OptionalInt goal = poison.goal(row, test.labels()[i], test.classes());
            if (goal.isPresent()) {
                labels[count] = goal.getAsInt();
                System.arraycopy(row, 0, features, count * width, width);
                count++;
            }
        }
        return count == 0
                ? Optional.empty()
                : Optional.of(
                        new Dataset(
                                Arrays.copyOf(features, count * width),
                                Arrays.copyOf(labels, count),
                                width,
                                test.classes()));
    }

    private static float[] row(Dataset data, int i) {
        return Arrays.copyOfRange(data.features(), i * data.width(), (i + 1) * data.width());
    }
}
