package bft.server.config;

import static bft.worker.config.Role.SERVER;
import static bft.worker.config.Setting.of;
import static bft.worker.config.ValueType.count;
import static bft.worker.config.ValueType.duration;
import static bft.worker.config.ValueType.whole;

import bft.server.wire.CallLimits;
import bft.server.wire.ConnectionLimits;
import bft.server.wire.HttpLimits;
import bft.server.wire.TransferLimits;
import bft.server.wire.WireLimits;
import bft.worker.config.Setting;
import bft.worker.config.SettingList;
import bft.worker.config.SettingValues;
import bft.worker.config.ValueType;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The settings that bound what workers and others can cost a server. */
public final class LimitSettings {
    private static final int MANY = 1_000_000;
    private static final int MAX_STREAMS = 1_000;

    /** Room for connections that nobody has identified, beside those of workers and observers. */
    private static final int STRANGERS = 256;

    private static final ValueType<Duration> MILLIS =
            duration(TimeUnit.MILLISECONDS, Duration.ofDays(30));

    /** All of them. */
    public static final SettingList LIST = new SettingList();

    public static final Setting<Duration> FIRST_CALL_TIMEOUT =
            LIST.add(
                    of("first-call-timeout", MILLIS, SERVER).or("half of --liveness", part(1, 2)),
                    """
                    Longest time from accepting a connection to its first call with a valid token: for the
                    TLS handshake, the HTTP/2 preface and the call together.""");

    public static final Setting<Duration> PING_INTERVAL =
            LIST.add(
                    of("ping-interval", MILLIS, SERVER).or("1.5 times --liveness", part(3, 2)),
                    "Time between two pings. A connection that has not answered one by the next is closed.");

    public static final Setting<Integer> MAX_CONNECTIONS =
            LIST.add(
                    of("max-connections", count(1, MANY), SERVER)
                            .or("workers + max-observers + 256", v -> places(v, STRANGERS)),
                    """
                    Connections at a time. If all are taken, one without a call with a token is closed for
                    the next; those of registered workers and of observers never are.""");

    public static final Setting<Integer> MAX_CONNECTIONS_PER_ADDRESS =
            LIST.add(
                    of("max-connections-per-address", count(1, MANY), SERVER)
                            .or("workers + max-observers + 128", v -> places(v, STRANGERS / 2)),
                    "Connections at a time from one address that have made no call with a token.");

    public static final Setting<Integer> MAX_ACCEPTS_PER_SECOND =
            LIST.add(
                    of("max-accepts-per-second", count(1, MANY), SERVER).or(200),
                    "Connections accepted per second in the long run; others wait in the system's queue.");

    public static final Setting<Integer> MAX_OBSERVERS =
            LIST.add(
                    of("max-observers", count(0, MANY), SERVER).or(ConnectionLimits.OBSERVERS),
                    "Connections of observers at a time.");

    public static final Setting<Integer> MAX_PAGES =
            LIST.add(
                    of("max-pages", count(0, MANY), SERVER).or(ConnectionLimits.PAGES),
                    "Live pages of the job that are open at a time at the operator's port.");

    public static final Setting<Integer> MAX_UNAUTHENTICATED_CALLS =
            LIST.add(
                    of("max-unauthenticated-calls", count(1, MANY), SERVER)
                            .or(HttpLimits.DEFAULT.unauthenticatedCalls()),
                    "Calls without a valid token on a connection, after which it is closed.");

    public static final Setting<Integer> MAX_STREAMS_OF_ONE =
            LIST.add(
                    of("max-streams", count(2, MAX_STREAMS), SERVER)
                            .or(HttpLimits.DEFAULT.streams()),
                    "Open calls on a connection.");

    public static final Setting<Integer> MAX_RESETS =
            LIST.add(
                    of("max-resets", count(1, MANY), SERVER).or(HttpLimits.DEFAULT.resets()),
                    "Calls that a connection may reset in 30 s.");

    public static final Setting<Integer> MAX_CONTROL_FRAMES =
            LIST.add(
                    of("max-control-frames", count(1, MANY), SERVER)
                            .or(HttpLimits.DEFAULT.controlFrames()),
                    "Pings and settings that a connection may send in 30 s.");

    public static final Setting<Integer> CALL_BURST =
            LIST.add(
                    of("call-burst", count(1, MANY), SERVER).or(CallLimits.DEFAULT.burst()),
                    "Calls at once of a worker, over all its connections.");

    public static final Setting<Integer> CALLS_PER_SECOND =
            LIST.add(
                    of("calls-per-second", count(1, MANY), SERVER)
                            .or(CallLimits.DEFAULT.perSecond()),
                    "Calls per second of a worker in the long run.");

    public static final Setting<Integer> CALLS_PER_VERSION =
            LIST.add(
                    of("calls-per-version", count(1, MANY), SERVER)
                            .or(CallLimits.DEFAULT.perVersion()),
                    "Additional calls of a worker for each version of the model.");

    public static final Setting<Duration> CALL_PENALTY =
            LIST.add(
                    of("call-penalty", MILLIS, SERVER).or("1s"),
                    "Delay of the refusal of a call that exceeds these limits.");

    public static final Setting<Integer> RESENDS_PER_MINUTE =
            LIST.add(
                    of("resends-per-minute", count(1, MANY), SERVER)
                            .or(CallLimits.DEFAULT.resendsPerMinute()),
                    "How often a worker gets a version of the model again, in the long run.");

    public static final Setting<Long> MIN_BYTES_PER_SECOND =
            LIST.add(
                    of("min-bytes-per-second", whole(1, Integer.MAX_VALUE), SERVER)
                            .or(TransferLimits.BYTES_PER_SECOND),
                    """
                    A push or pull that takes longer than --round-timeout continues while its average speed
                    is at least this and no pause is longer than that timeout.""");

    private LimitSettings() {}

    private static String places(SettingValues values, int others) {
        int all = values.get(ServerSettings.WORKERS) + values.get(MAX_OBSERVERS) + others;
        return Integer.toString(all);
    }

    /** A default that is a part or a multiple of the liveness time. */
    static Function<SettingValues, String> part(int times, int by) {
        return values -> text(millis(values, times, by));
    }

    static long millis(SettingValues values, int times, int by) {
        return Math.max(1, values.get(ServerSettings.LIVENESS).toMillis() * times / by);
    }

    static String text(long millis) {
        return millis % 1_000 == 0 ? millis / 1_000 + "s" : millis + "ms";
    }

    /** The times that follow from the liveness time unless they are given, on one line. */
    static String times(SettingValues values) {
        List<Setting<Duration>> derived =
                List.of(
                        ServerSettings.IDLE_TIMEOUT,
                        PING_INTERVAL,
                        FIRST_CALL_TIMEOUT,
                        ServerSettings.GRACE,
                        ServerSettings.ROUND_TIMEOUT,
                        ServerSettings.START_TIMEOUT,
                        ServerSettings.DRAIN_TIMEOUT);
        return derived.stream()
                .map(time -> time.name() + " " + text(values.get(time).toMillis()))
                .collect(
                        Collectors.joining(
                                ", ",
                                "liveness "
                                        + text(values.get(ServerSettings.LIVENESS).toMillis())
                                        + ": ",
                                ""));
    }

    /**
     * The limits of the workers' port.
     *
     * @throws IllegalArgumentException with the value and the limit
     */
    static WireLimits wireLimits(SettingValues values) {
        long stall = atLeastOne(values.get(ServerSettings.ROUND_TIMEOUT));
        var transfers =
                new TransferLimits(
                        atLeastOne(values.get(ServerSettings.IDLE_TIMEOUT)),
                        stall,
                        stall,
                        values.get(MIN_BYTES_PER_SECOND));
        return new WireLimits(transfers, connections(values), http(values), calls(values));
    }

    private static long atLeastOne(Duration time) {
        return Math.max(1, time.toMillis());
    }

    private static ConnectionLimits connections(SettingValues values) {
        return new ConnectionLimits(
                values.get(MAX_CONNECTIONS),
                values.get(MAX_CONNECTIONS_PER_ADDRESS),
                values.get(FIRST_CALL_TIMEOUT).toMillis(),
                values.get(MAX_ACCEPTS_PER_SECOND),
                values.get(MAX_OBSERVERS),
                values.get(MAX_PAGES));
    }

    private static HttpLimits http(SettingValues values) {
        return new HttpLimits(
                values.get(MAX_STREAMS_OF_ONE),
                values.get(MAX_RESETS),
                values.get(MAX_CONTROL_FRAMES),
                values.get(MAX_UNAUTHENTICATED_CALLS),
                values.get(PING_INTERVAL).toMillis());
    }

    private static CallLimits calls(SettingValues values) {
        return new CallLimits(
                values.get(CALL_BURST),
                values.get(CALLS_PER_SECOND),
                values.get(CALLS_PER_VERSION),
                values.get(RESENDS_PER_MINUTE),
                values.get(CALL_PENALTY).toMillis());
    }
}
