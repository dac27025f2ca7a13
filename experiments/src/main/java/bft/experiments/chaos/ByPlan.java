package bft.experiments.chaos;

import bft.attacks.behaviour.Behaviours;
import bft.attacks.behaviour.Misbehaviour;
import bft.experiments.cluster.ByzantineWorker;
import bft.experiments.run.LoadedRun;
import bft.worker.client.GrpcClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The last f workers carry out plans with what their common attack forges. */
final class ByPlan implements Hostility {
    private final Suspects suspects;
    private final String attack;
    private final Supplier<Misbehaviour> behaviour;
    private final List<GrpcClient> clients = new ArrayList<>();

    private ByPlan(Suspects suspects, String attack, Supplier<Misbehaviour> behaviour) {
        this.suspects = suspects;
        this.attack = attack;
        this.behaviour = behaviour;
    }

    /**
     * Workers with a behaviour that has no state.
     *
     * @param attack its name in the registry of attacks
     */
    ByPlan(Suspects suspects, String attack, Misbehaviour behaviour) {
        this(suspects, attack, () -> behaviour);
    }

    /** Workers with an attack and a behaviour by name. */
    static ByPlan registered(Suspects suspects, String attack, String behaviour) {
        return new ByPlan(suspects, attack, () -> Behaviours.of(behaviour));
    }

    @Override
    public Suspects suspects() {
        return suspects;
    }

    /** Workers are lost or refused as the server likes: that is no error here. */
    @Override
    public void begin(Scene scene) throws IOException {
        LoadedRun run =
                scene.loaded()
                        .with("attackers=" + Job.BYZANTINE, "attack=" + attack, "behaviour=slow");
        for (int worker = Job.HONEST; worker < Job.WORKERS; worker++) {
            int own = worker;
            GrpcClient client = scene.client(scene.server().ports().workers(), scene.token(worker));
            clients.add(client);
            client.join()
                    .compose(
                            contract ->
                                    ByzantineWorker.run(
                                            scene.vertx(),
                                            client,
                                            contract,
                                            ByzantineWorker.plans(run, own, behaviour.get())));
        }
    }

    @Override
    public void end(Scene scene) {
        clients.forEach(GrpcClient::close);
    }
}
