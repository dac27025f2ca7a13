package bft.experiments.simulation;

import bft.experiments.run.Distribution;
import bft.experiments.run.Fault;
import bft.experiments.run.RunConfig;
import bft.experiments.run.RunSettings;
import java.util.List;
import java.util.Random;

/** Carries messages between the server and its workers, with delays and losses. */
final class SimulatedNetwork {
    private final Timeline timeline;
    private final Distribution delay;
    private final double loss;
    private final List<Fault> partitions;
    private final Random random;

    SimulatedNetwork(Timeline timeline, RunConfig config, List<Fault> faults, Random random) {
        this.timeline = timeline;
        this.delay = config.get(RunSettings.DELAY);
        this.loss = config.get(RunSettings.LOSS);
        this.partitions =
                faults.stream().filter(fault -> fault.kind() == Fault.Kind.PARTITION).toList();
        this.random = random;
    }

    /**
     * Sends a message from a worker or to it.
     *
     * @param lost run at once if the message will never arrive
     */
    void carry(int worker, Runnable arrived, Runnable lost) {
        double seconds = timeline.now() / 1e9;
        boolean isCut = partitions.stream().anyMatch(fault -> fault.hits(worker, seconds));
        if (isCut || loss > 0 && random.nextDouble() < loss) {
            lost.run();
        } else {
            timeline.after(Timeline.nanos(delay.draw(worker, random)), arrived);
        }
    }
}
