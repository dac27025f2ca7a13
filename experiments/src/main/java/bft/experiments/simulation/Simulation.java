package bft.experiments.simulation;

import bft.aggregation.Seeds;
import bft.aggregation.engine.Aggregator;
import bft.attacks.behaviour.Behaviours;
import bft.attacks.behaviour.Misbehaviour;
import bft.experiments.run.Distribution;
import bft.experiments.run.Fault;
import bft.experiments.run.LoadedRun;
import bft.experiments.run.Population;
import bft.experiments.run.RunConfig;
import bft.experiments.run.RunSettings;
import bft.server.core.Announcement;
import bft.server.core.Effects;
import bft.server.core.Job;
import bft.server.core.JobEnd;
import bft.server.core.JobSettings;
import bft.server.core.Step;
import bft.server.core.StepResult;
import bft.server.core.StepTools;
import bft.server.core.Work;
import bft.server.metrics.RoundRecord;
import bft.spec.Text;
import bft.worker.client.Model;
import bft.worker.codec.Codecs;
import bft.worker.settings.WorkerSettings;
import bft.worker.training.LocalMethods;
import bft.worker.verdict.Verdict;
import bft.worker.wire.Chunks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.stream.IntStream;

/**
 * A whole cluster in one thread and in virtual time: the server's own {@link Job}, its workers, the
 * network between them and their faults. Events run in order of time and, at the same time, of
 * their creation. Each worker and the network have their own random generators, so the same
 * arguments give the same records to the bit.
 *
 * <p>Memory: that of the job, n gradients, the models that workers hold, and with random staleness
 * all versions for which the server accepts gradients.
 */
public final class Simulation {
    private static final long SECOND = 1_000_000_000;

    /** Streams of random numbers beside those of the workers, which are from 0. */
    private static final long NETWORK = -1;

    private static final long ARRIVALS = -2;
    private static final long SERVER = -3;

    private final RunConfig config;
    private final JobSettings settings;
    private final SimulationObserver observer;
    private final Timeline timeline = new Timeline();
    private final SimulatedNetwork network;
    private final List<Fault> faults;
    private final Distribution compute;
    private final int gradientsEach;
    private final int attempts;
    private final Job job;
    private final SimulatedWorker[] workers;
    private final Optional<DrawnArrivals> arrivals;
    private final Map<Integer, Pull> waiting = new TreeMap<>();
    private final Map<Push, Answer> unanswered = new HashMap<>();
    private final List<Model> versions = new ArrayList<>();
    private long wakeNanos = Long.MAX_VALUE;

    private record Pull(long newerThan, Consumer<Model> received, Runnable lost) {}

    private record Push(int worker, long sequence) {}

    private record Answer(Runnable answered, Runnable lost) {}

    /**
     * A simulation at its start.
     *
     * @param config of the run, without its data; {@code gradients} apply the attack
     * @param settings of the server
     * @param initial parameters of version 0
     * @throws IllegalArgumentException if the settings contradict each other
     */
    public Simulation(
            RunConfig config,
            JobSettings settings,
            float[] initial,
            WorkerGradients gradients,
            SimulationObserver observer) {
        int n = config.population().n();
        boolean drawsStaleness = config.get(RunSettings.STALENESS).isPresent();
        this.config = config;
        this.settings = settings;
        this.faults = Fault.of(config.get(RunSettings.FAULTS), n, config.seed());
        this.network = new SimulatedNetwork(timeline, config, faults, random(NETWORK));
        this.compute = config.get(RunSettings.COMPUTE);
        this.gradientsEach = LocalMethods.gradientsEach(config.get(WorkerSettings.LOCAL));
        this.job = new Job(settings, new Model(0, initial), new World(), List.of(observer));
        this.attempts = settings.attempts();
        this.observer = observer;
        versions.add(job.model());
        List<Optional<Misbehaviour>> misbehaviours =
                IntStream.range(0, n).mapToObj(this::misbehaviour).toList();
        if (drawsStaleness && !faults.isEmpty()) {
            throw new IllegalArgumentException(
                    "faults cannot be combined with random staleness, got faults %s and staleness %s"
                            .formatted(
                                    config.get(RunSettings.FAULTS),
                                    config.values().text(RunSettings.STALENESS).orElseThrow()));
        }
        this.workers = new SimulatedWorker[drawsStaleness ? 0 : n];
        for (int k = 0; k < workers.length; k++) {
            workers[k] = new SimulatedWorker(k, this, gradients, misbehaviours.get(k), random(k));
        }
        this.arrivals =
                drawsStaleness ? Optional.of(drawn(gradients, misbehaviours)) : Optional.empty();
    }

    /**
     * Carries out a run to its end.
     *
     * @param onRound is notified of every round or step, with the model that it made
     */
    public static JobEnd run(LoadedRun loaded, BiConsumer<RoundRecord, Model> onRound) {
        return run(loaded, onRound, leverage -> {});
    }

    /**
     * Carries out a run to its end.
     *
     * @param onRound as above
     * @param onLeverage is notified of the leverage of each step, before its round
     */
    public static JobEnd run(
            LoadedRun loaded, BiConsumer<RoundRecord, Model> onRound, DoubleConsumer onLeverage) {
        var observer =
                new SimulationObserver() {
                    private RoundRecord closed;

                    @Override
                    public void roundClosed(RoundRecord round) {
                        closed = round;
                    }

                    @Override
                    public void aggregated(
                            float[][] rows, List<Integer> senders, float[] aggregate) {
                        Population all = loaded.config().population();
                        onLeverage.accept(Leverage.of(rows, senders, aggregate, all));
                    }

                    @Override
                    public void published(Model model) {
                        onRound.accept(closed, model);
                    }
                };
        float[] initial = loaded.initialParameters();
        var gradients = new LoadedGradients(loaded);
        return new Simulation(loaded.config(), loaded.jobSettings(), initial, gradients, observer)
                .run();
    }

    /** Runs to the end of the job. Once only. */
    public JobEnd run() {
        job.start(timeline.now());
        for (Fault fault : faults) {
            timeline.after(Timeline.nanos(fault.from()), () -> begin(fault));
        }
        for (SimulatedWorker worker : workers) {
            timeline.after(0, worker::start);
        }
        arrivals.ifPresent(DrawnArrivals::start);
        while (job.end().isEmpty()) {
            step();
        }
        return job.end().get();
    }

    private void step() {
        if (timeline.isEmpty() && wakeNanos == Long.MAX_VALUE) {
            String when = Text.of("%.1f s", now() / 1e9);
            job.stop("no events are left after " + when);
            return;
        }
        timeline.step(wakeNanos);
        if (now() >= wakeNanos) {
            wakeNanos = Long.MAX_VALUE;
            job.tick(now());
        }
    }

    private void begin(Fault fault) {
        for (int id : fault.workers()) {
            SimulatedWorker worker = workers[id];
            long length = Timeline.nanos(fault.until() - fault.from());
            switch (fault.kind()) {
                case CRASH -> {
                    worker.end();
                    timeline.after(length, worker::start);
                }
                case PAUSE -> worker.pause(now() + length);
                default -> {} // the network handles partitions
            }
        }
    }

    /** Nanoseconds since the start. */
    long now() {
        return timeline.now();
    }

    /** Schedules an action. */
    void after(long nanos, Runnable action) {
        timeline.after(nanos, action);
    }

    /** The number of gradients that a worker may send on one version. */
    int attempts() {
        return attempts;
    }

    /** How long a worker takes for what it sends, drawn at random, in nanoseconds. */
    long computeNanos(int worker, Random random) {
        return Timeline.nanos(gradientsEach * compute.draw(worker, random));
    }

    /** A worker has joined; returns the sequence number of its last push that the server knows. */
    long connected(int worker) {
        job.connected(worker, now());
        return job.lastSequence(worker);
    }

    /** A worker is gone, and the server has noticed. */
    void disconnected(int worker) {
        waiting.remove(worker);
        job.disconnected(worker, now());
    }

    /** The version that is this many versions old, or the oldest that the server accepts. */
    Model versionBehind(long behind) {
        int newest = versions.size() - 1;
        return versions.get(newest - (int) Math.min(behind, newest));
    }

    /**
     * A worker asks for a model.
     *
     * @param received gets the model once there is a newer one and the worker may start
     * @param lost run if the request or the answer is lost
     */
    void pull(int worker, long newerThan, Consumer<Model> received, Runnable lost) {
        Runnable asked =
                () -> {
                    waiting.put(worker, new Pull(newerThan, received, lost));
                    serve(worker);
                };
        network.carry(worker, asked, lost);
    }

    private void serve(int worker) {
        Pull pull = waiting.get(worker);
        Model newest = job.model();
        if (newest.version() > pull.newerThan() && job.mayStart(worker)) {
            waiting.remove(worker);
            network.carry(worker, () -> pull.received().accept(newest), pull.lost());
        }
    }

    private void serveAll() {
        List.copyOf(waiting.keySet()).forEach(this::serve);
    }

    /**
     * A worker sends a gradient, with what it says of it.
     *
     * @param draw decides the random numbers of its codec
     * @param answered run when the answer has arrived
     * @param lost run if the gradient or the answer is lost
     */
    void push(Announcement push, float[] gradient, long draw, Runnable answered, Runnable lost) {
        int worker = push.worker();
        long sequence = push.sequence();
        float[] owned = new float[gradient.length];
        long seed = Codecs.seed(config.seed(), worker, draw);
        int firstNonFinite =
                Chunks.transmit(config.get(WorkerSettings.CODEC), gradient, seed, owned);
        Runnable arrived =
                () -> {
                    unanswered.put(new Push(worker, sequence), new Answer(answered, lost));
                    job.pushed(push, owned, firstNonFinite, now());
                };
        network.carry(worker, arrived, lost);
    }

    private void answer(int worker, long sequence, Verdict verdict) {
        observer.answered(worker, sequence, verdict);
        Answer answer = unanswered.remove(new Push(worker, sequence));
        network.carry(worker, answer.answered(), answer.lost());
    }

    private Optional<Misbehaviour> misbehaviour(int worker) {
        Population population = config.population();
        return population.isByzantine(worker)
                ? Optional.of(Behaviours.of(population.behaviour()))
                : Optional.empty();
    }

    private DrawnArrivals drawn(
            WorkerGradients gradients, List<Optional<Misbehaviour>> misbehaviours) {
        var staleness = config.get(RunSettings.STALENESS).orElseThrow();
        return new DrawnArrivals(this, gradients, misbehaviours, staleness, random(ARRIVALS));
    }

    private Random random(long stream) {
        return Seeds.random(config.seed(), stream);
    }

    /** The effects of the job: all immediate, except that a step takes its time. */
    private final class World implements Effects {
        private final StepTools tools = StepTools.of(Aggregator.sequential().withDistances());
        private final Distribution duration = config.get(RunSettings.STEP);
        private final Random random = random(SERVER);

        @Override
        public void compute(Work work) {
            boolean isStep = work instanceof Step;
            long nanos = isStep ? Timeline.nanos(duration.draw(0, random)) : 0;
            Work.Done done = work.run(tools);
            if (work instanceof Step step && done instanceof StepResult.Made made) {
                observer.aggregated(step.rows(), step.senders(), made.aggregation().output());
            }
            if (nanos == 0) {
                job.done(done, now());
            } else {
                after(nanos, () -> job.done(done, now()));
            }
        }

        @Override
        public void published(Model model) {
            versions.add(model);
            boolean isFull = versions.size() > settings.synchrony().maxStaleness() + 1;
            if (arrivals.isEmpty() || isFull) {
                versions.remove(0);
            }
            after(0, Simulation.this::serveAll);
        }

        @Override
        public void progressChanged() {
            after(0, Simulation.this::serveAll);
        }

        @Override
        public void wakeAt(long nanos) {
            wakeNanos = nanos;
        }

        @Override
        public void answered(int worker, long sequence, Verdict verdict) {
            answer(worker, sequence, verdict);
        }

        @Override
        public void released(float[] gradient, boolean reusable) {}

        @Override
        public void ended(JobEnd end) {}
    }
}
