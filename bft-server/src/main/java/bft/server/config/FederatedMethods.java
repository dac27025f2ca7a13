package bft.server.config;

import static bft.server.config.ServerSettings.FEDERATED;
import static bft.server.config.ServerSettings.MODE;
import static bft.server.config.ServerSettings.OPTIMISER;
import static bft.server.config.ServerSettings.SCHEDULE;
import static bft.spec.Parameter.number;
import static bft.spec.Parameter.whole;
import static bft.worker.settings.WorkerSettings.LOCAL;

import bft.spec.Arguments;
import bft.spec.Parameter;
import bft.spec.Registry;
import bft.worker.config.SettingValues;

/**
 * Federated and low-communication methods by name. Each is a choice of settings for workers (local
 * steps, and what is sent) and server (optimiser and its rate): a setting that is given besides
 * overrides the method's. The rule is none of them, so every method runs with every rule in place
 * of its mean. No method weights a worker by what that worker says of itself, such as the number of
 * its rows or steps, because a Byzantine one may say anything.
 *
 * <p>FedNova is the method that is defined by the numbers of steps: there each worker divides by
 * its own number and sends the mean of its steps, and the server multiplies by the job's k. What a
 * worker tells the server of its steps is shown and used for nothing, so a lie there changes
 * nothing. A worker that divides by another number sends a vector of another length, at most k
 * times as long as an honest one of as many steps, which the rule treats as any other vector; under
 * the mean it counts as up to k workers, as any worker can that sends long vectors.
 */
public final class FederatedMethods {
    private static final Registry<SettingValues> REGISTRY = new Registry<>("federated method");

    static {
        REGISTRY.named("fedavg", "k plain local steps; the server moves by the rule's difference")
                .takes(steps("5"), inner("0.1"), outer("1"))
                .source(
                        "McMahan et al.: Communication-Efficient Learning of Deep Networks from"
                                + " Decentralized Data, AISTATS 2017; every worker counts alike")
                .madeBy(given -> method(given, difference(given), "sgd"));
        REGISTRY.named("fedavgm", "fedavg with momentum at the server")
                .takes(steps("5"), inner("0.1"), outer("1"), beta("beta", "0.9", "velocity"))
                .source(
                        "Hsu, Qi, Brown: Measuring the Effects of Non-Identical Data Distribution"
                                + " for Federated Visual Classification, 2019")
                .madeBy(
                        given ->
                                method(
                                        given,
                                        difference(given),
                                        "momentum:beta=" + given.number("beta")));
        adaptive("fedadagrad", "fedavg with AdaGrad at the server", false);
        adaptive("fedadam", "fedavg with Adam at the server, uncorrected", true);
        adaptive("fedyogi", "fedavg with Yogi at the server", true);
        REGISTRY.named("fedprox", "fedavg with a pull of mu to the model in each local step")
                .takes(
                        steps("5"),
                        inner("0.1"),
                        outer("1"),
                        number("mu", "0.01").atLeast(0).means("weight of the proximal term"))
                .source(
                        "Li, Sahu et al.: Federated Optimization in Heterogeneous Networks, MLSys"
                                + " 2020")
                .madeBy(
                        given ->
                                method(
                                        given,
                                        difference(given) + ",mu=" + given.number("mu"),
                                        "sgd"));
        REGISTRY.named("fednova", "fedavg of the mean of the local steps; the server's rate is k r")
                .takes(steps("5"), inner("0.1"))
                .source(
                        "Wang et al.: Tackling the Objective Inconsistency Problem in Heterogeneous"
                                + " Federated Optimization, NeurIPS 2020; the effective number of steps is the"
                                + " job's k, not a mean of what workers say that they did")
                .madeBy(
                        given ->
                                settings(
                                        localSteps(given, "mean"),
                                        "sgd",
                                        given.whole("k") * given.number("rate")));
        REGISTRY.named("diloco", "k steps of AdamW at the worker, Nesterov's momentum outside")
                .takes(
                        steps("50"),
                        inner("0.001"),
                        outer("0.7"),
                        beta("beta", "0.9", "velocity"),
                        number("decay", "0.01").atLeast(0).means("of AdamW"))
                .source(
                        "Douillard et al.: DiLoCo: Distributed Low-Communication Training of"
                                + " Language Models, 2023")
                .madeBy(
                        given ->
                                method(
                                        given,
                                        adamw(given),
                                        "nesterov:beta=" + given.number("beta")));
        REGISTRY.named("async-diloco", "diloco, each difference as it arrives, delayed Nesterov")
                .takes(
                        steps("50"),
                        inner("0.001"),
                        outer("0.7"),
                        beta("beta", "0.9", "velocity"),
                        number("decay", "0.01").atLeast(0).means("of AdamW"),
                        whole("every", "2")
                                .atLeast(1)
                                .means(
                                        "steps, each of several gradients under most filters, in"
                                                + " which n gradients arrive"))
                .source(
                        "Liu et al.: Asynchronous Local-SGD Training for Language Modeling, 2024;"
                                + " workers do not adapt k to their speed")
                .madeBy(
                        given ->
                                method(given, adamw(given), delayedNesterov(given))
                                        .with(MODE, "async"));
    }

    private FederatedMethods() {}

    /** All of them, for listings. */
    public static Registry<?> registry() {
        return REGISTRY;
    }

    /**
     * The settings of a method.
     *
     * @param method such as {@code diloco:k=100}
     * @throws IllegalArgumentException with the value and what is accepted
     */
    static SettingValues of(String method) {
        return REGISTRY.make(method);
    }

    /** These values with those of their federated method, if a valid one is given, below them. */
    public static SettingValues expanded(SettingValues values) {
        boolean isGiven = values.has(FEDERATED) && values.problems().isEmpty();
        return isGiven ? values.over(of(values.get(FEDERATED))) : values;
    }

    private static void adaptive(String name, String summary, boolean hasMean) {
        var draft =
                REGISTRY.named(name, summary)
                        .takes(
                                steps("5"),
                                inner("0.1"),
                                outer("0.1"),
                                number("tau", "0.001")
                                        .atLeast(1e-15)
                                        .atMost(1e15)
                                        .means("adaptivity: epsilon, and the root of the first v"))
                        .source("Reddi et al.: Adaptive Federated Optimization, ICLR 2021");
        if (hasMean) {
            draft.takes(
                    beta("beta1", "0.9", "mean difference"), beta("beta2", "0.99", "mean square"));
        }
        draft.madeBy(given -> method(given, difference(given), adaptive(name, hasMean, given)));
    }

    private static String adaptive(String name, boolean hasMean, Arguments given) {
        double tau = given.number("tau");
        String start = "%s:epsilon=%s,initial=%s".formatted(name.substring(3), tau, tau * tau);
        return hasMean
                ? "%s,correction=no,beta1=%s,beta2=%s"
                        .formatted(start, given.number("beta1"), given.number("beta2"))
                : start;
    }

    private static String delayedNesterov(Arguments given) {
        return "delayed-nesterov:beta=%s,every=%s"
                .formatted(given.number("beta"), given.whole("every"));
    }

    private static Parameter steps(String usual) {
        return whole("k", usual).atLeast(1).atMost(1_000_000).means("local steps");
    }

    private static Parameter inner(String usual) {
        return number("rate", usual).above(0).means("of the local steps");
    }

    private static Parameter outer(String usual) {
        return number("outer", usual).above(0).means("the server's rate");
    }

    private static Parameter beta(String name, String usual, String ofWhat) {
        return number(name, usual).atLeast(0).below(1).means("share of the " + ofWhat + " kept");
    }

    private static String adamw(Arguments given) {
        return "adamw:decay=%s,%s".formatted(given.number("decay"), difference(given));
    }

    private static String difference(Arguments given) {
        return localSteps(given, "difference");
    }

    private static String localSteps(Arguments given, String sent) {
        return "local-steps:k=%s,rate=%s,send=%s"
                .formatted(given.whole("k"), given.number("rate"), sent);
    }

    private static SettingValues method(Arguments given, String local, String optimiser) {
        return settings(local, optimiser, given.number("outer"));
    }

    private static SettingValues settings(String local, String optimiser, double rate) {
        return SettingValues.NONE
                .with(LOCAL, local)
                .with(OPTIMISER, optimiser)
                .with(SCHEDULE, rate);
    }
}
