package bft.server;

import bft.server.core.Announcement;
import bft.server.model.PublishedModel;
import bft.server.session.Caller;
import bft.server.wire.JobPort;
import bft.server.wire.PushPullService;
import bft.server.wire.RowPool;
import bft.worker.client.Model;
import bft.worker.verdict.Accepted;
import bft.worker.verdict.Refused;
import bft.worker.verdict.Verdict;
import bft.worker.wire.Contract;
import bft.worker.wire.Incarnation;
import bft.worker.wire.JobPhase;
import bft.worker.wire.ServerStatus;
import bft.worker.wire.Task;
import bft.worker.wire.Transfer;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;

/** A job that takes every gradient and never steps; it remembers what it heard, and where. */
final class PlainJob implements JobPort {
    final int n;
    final RowPool rows;
    final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final SortedMap<Integer, String> places = new TreeMap<>();

    /** What is certain about a push before its data. */
    volatile Function<Announcement, Optional<Verdict>> certain = push -> Optional.empty();

    /** Where answers go. */
    PushPullService answers;

    private final float[] parameters;
    private volatile PublishedModel newest;

    PlainJob(int n, int dimension) {
        this.n = n;
        this.rows = new RowPool(dimension, n);
        this.parameters = new float[dimension];
        this.newest = new PublishedModel(new Model(0, parameters));
    }

    /** A step is made, which changes nothing but the number of the version. */
    void step() {
        newest = new PublishedModel(new Model(newest.model().version() + 1, parameters));
    }

    private void hear(String event) {
        threads.add(Thread.currentThread());
        heard.add(event);
    }

    @Override
    public long now() {
        return System.nanoTime();
    }

    @Override
    public Contract contract(Caller caller) {
        int dimension = newest.model().parameters().length;
        int worker = caller.isObserver() ? Contract.OBSERVER : caller.worker();
        return new Contract(
                "plain",
                worker,
                n,
                0,
                dimension,
                Task.UNSPECIFIED,
                Transfer.DEFAULT,
                1,
                1,
                0,
                Incarnation.UNSPECIFIED);
    }

    @Override
    public void connected(int worker) {
        hear("connected " + worker);
    }

    @Override
    public void disconnected(int worker) {
        hear("disconnected " + worker);
    }

    @Override
    public void left(int worker) {
        hear("left " + worker);
    }

    @Override
    public SortedMap<Integer, String> places() {
        return places;
    }

    @Override
    public Optional<Verdict> announced(Announcement push) {
        hear("announced " + push.worker());
        return certain.apply(push);
    }

    @Override
    public void slow(int worker) {
        hear("slow " + worker);
    }

    @Override
    public void pushed(Announcement push, float[] gradient, int firstNonFinite) {
        hear("pushed " + push.worker());
        rows.release(gradient, true);
        answers.answered(push.worker(), push.sequence(), new Accepted(1));
    }

    @Override
    public boolean mayStart(int worker) {
        return true;
    }

    @Override
    public void refused(OptionalInt worker, Refused refused) {
        hear("refused " + worker.orElse(-1) + " " + refused.reason());
    }

    @Override
    public PublishedModel newest() {
        return newest;
    }

    @Override
    public OptionalDouble rate(long version) {
        return OptionalDouble.empty();
    }

    @Override
    public long maxStaleness() {
        return 0;
    }

    @Override
    public JobPhase phase() {
        return JobPhase.RUNNING;
    }

    @Override
    public String message() {
        return "";
    }

    @Override
    public ServerStatus status() {
        return new ServerStatus(
                "plain", phase(), 0, 1, n, 0, 0, new TreeMap<>(), "", Optional.empty());
    }
}
