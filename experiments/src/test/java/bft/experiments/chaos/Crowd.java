package bft.experiments.chaos;

import bft.attacks.behaviour.Behaviours;
import bft.experiments.cluster.ByzantineWorker;
import bft.experiments.run.LoadedRun;
import bft.worker.Worker;
import bft.worker.client.Access;
import bft.worker.client.Backoff;
import bft.worker.client.ClientOptions;
import bft.worker.client.ClientOptions.Waits;
import bft.worker.client.GrpcClient;
import bft.worker.task.CountedGradients;
import bft.worker.tls.ClientTls;
import bft.worker.training.GradientSource;
import bft.worker.wire.Contract;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Workers that come and go. Each joins, takes part for a while, and then leaves or crashes; a few
 * honest ones are away at a time. The last ones take another attack at random each time.
 */
final class Crowd implements AutoCloseable {
    static final int WORKERS = 20;
    static final int ATTACKERS = 3;

    /** Honest workers that are away at a time: those that left, and those that crashed. */
    private static final int AWAY = 3;

    private static final int COMPUTE_MILLIS = 20;
    private static final int LONGEST_STAY_MILLIS = 12_000;
    private static final int LONGEST_ABSENCE_MILLIS = 3_000;

    private static final List<String> ATTACKS =
            List.of("sign-flip:scale=10", "little-is-enough", "gaussian", "non-finite", "ipm");
    private static final List<String> BEHAVIOURS =
            List.of("none", "silent:after=3", "slow:seconds=0.3", "duplicate:copies=5", "replay");
    private static final ClientOptions OPTIONS =
            ClientOptions.of(new Waits(2_000, 5_000, 20_000, 1_000), new Backoff(50, 500, 60_000));

    final AtomicInteger joins = new AtomicInteger();
    final AtomicInteger leaves = new AtomicInteger();
    final AtomicInteger crashes = new AtomicInteger();
    final AtomicInteger dismissed = new AtomicInteger();

    private final Vertx vertx = Vertx.vertx();
    private final ScheduledExecutorService compute = Executors.newScheduledThreadPool(4);
    private final Semaphore away = new Semaphore(AWAY);
    private final CountDownLatch over = new CountDownLatch(1);
    private final Map<Integer, String> tokens = new ConcurrentHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private final LoadedRun loaded;
    private final SocketAddress server;
    private final ClientTls tls;

    Crowd(LoadedRun loaded, int port, ClientTls tls, Map<Integer, String> tokens) {
        this.loaded = loaded;
        this.server = SocketAddress.inetSocketAddress(port, "127.0.0.1");
        this.tls = tls;
        this.tokens.putAll(tokens);
    }

    /** All workers begin. */
    void begin(long seed) {
        for (int worker = 0; worker < WORKERS; worker++) {
            int own = worker;
            var thread = new Thread(() -> live(own, new Random(seed + own)), "worker-" + worker);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    /** From now on this worker has that token. */
    void give(int worker, String token) {
        tokens.put(worker, token);
    }

    GrpcClient client(String token) {
        var access = new Access(Optional.of(token), Optional.of(tls));
        return new GrpcClient(vertx, server, access, OPTIONS);
    }

    private boolean isHonest(int worker) {
        return worker < WORKERS - ATTACKERS;
    }

    private void live(int worker, Random random) {
        try {
            while (over.getCount() > 0) {
                stay(worker, random);
                if (isHonest(worker)) {
                    away.release();
                }
            }
        } catch (InterruptedException end) {
            // The test is over.
        }
    }

    /** Takes part for a while; afterwards an honest worker has a permit to be away. */
    private void stay(int worker, Random random) throws InterruptedException {
        GrpcClient client = client(tokens.get(worker));
        var lost = new CountDownLatch(1);
        client.join()
                .onSuccess(joined -> joins.incrementAndGet())
                .compose(contract -> work(client, contract, worker, random))
                .onFailure(error -> dismissed.incrementAndGet())
                .onComplete(ended -> lost.countDown());
        lost.await(random.nextInt(LONGEST_STAY_MILLIS), TimeUnit.MILLISECONDS);
        if (isHonest(worker)) {
            away.acquire();
        }
        if (random.nextBoolean()) {
            leaves.incrementAndGet();
            var left = new CountDownLatch(1);
            client.leave().onComplete(done -> left.countDown());
            left.await(2, TimeUnit.SECONDS);
        } else {
            crashes.incrementAndGet();
        }
        client.close();
        over.await(random.nextInt(LONGEST_ABSENCE_MILLIS), TimeUnit.MILLISECONDS);
    }

    private Future<?> work(GrpcClient client, Contract contract, int worker, Random random) {
        if (!isHonest(worker)) {
            LoadedRun attacking =
                    loaded.with(
                            "attackers=" + ATTACKERS,
                            "attack=" + ATTACKS.get(random.nextInt(ATTACKS.size())),
                            "behaviour=slow");
            var behaviour = Behaviours.of(BEHAVIOURS.get(random.nextInt(BEHAVIOURS.size())));
            return ByzantineWorker.run(
                    vertx, client, contract, ByzantineWorker.plans(attacking, worker, behaviour));
        }
        GradientSource source = loaded.source(worker);
        return Worker.run(
                client,
                contract,
                new CountedGradients(source, contract),
                task -> compute.schedule(task, COMPUTE_MILLIS, TimeUnit.MILLISECONDS));
    }

    @Override
    public void close() {
        over.countDown();
        threads.forEach(Thread::interrupt);
        compute.shutdownNow();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Override
    public String toString() {
        return "joins %s, leaves %s, crashes %s, dismissed %s"
                .formatted(joins, leaves, crashes, dismissed);
    }
}
