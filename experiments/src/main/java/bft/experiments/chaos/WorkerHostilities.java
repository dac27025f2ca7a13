package bft.experiments.chaos;

import bft.attacks.behaviour.Misbehaviour;
import bft.attacks.behaviour.Plan;
import bft.attacks.behaviour.Sending;
import bft.attacks.behaviour.Turn;
import bft.spec.Entry;
import bft.spec.Registry;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** What two workers with valid tokens send in good order: what is wrong is in the gradients. */
final class WorkerHostilities {
    static final Registry<Hostility> ALL = new Registry<>("hostility");

    private static final int LONG_AGO = 1_000_000;
    private static final float HUGE = 1e30f;

    static {
        ALL.named(Hostilities.NONE, "nobody misbehaves: what the others are compared with")
                .fact(Hostilities.WHO, "nobody")
                .madeBy(given -> new Undisturbed());
        forged("nan", "gradients of NaN", turn -> constant(turn, Float.NaN));
        forged(
                "infinite",
                "gradients of infinity",
                turn -> constant(turn, Float.NEGATIVE_INFINITY));
        forged("huge", "gradients of 1e30", turn -> constant(turn, HUGE));
        forged(
                "wrong-dimension",
                "gradients with one value too many",
                turn -> send(turn.version(), new float[turn.honest().length + 1]));
        forged(
                "old-version",
                "gradients on the first version, always",
                turn -> send(0, turn.honest()));
        forged(
                "future-version",
                "gradients on a version to come",
                turn -> send(turn.version() + LONG_AGO, turn.honest()));
        timed("slow", "gradients that are 0.5 s late", "slow:seconds=0.5");
        timed("mute", "three gradients, then nothing, still connected", "silent:after=3");
        timed("duplicate", "every gradient ten times", "duplicate:copies=10");
        timed("flood", "100 gradients for each model", "flood:messages=100,every=0");
        attack("sign-flip", "-10 times the gradient", "sign-flip:scale=10");
        attack("noise", "noise of the deviation 200", "gaussian:std=200");
        disguised("stale", "gradients of 10 models ago", "none", "stale:models=10");
        disguised("replay", "gradients of 10 models ago as if new", "none", "replay:models=10");
        disguised(
                "flapping",
                "every second gradient they leave and come back",
                "none",
                "come-and-go:models=2,seconds=0.1");
        family("little-is-enough", "a shift within the spread of honest gradients");
        family("ipm", "a small multiple of minus the mean");
        family("min-max", "as far from the others as these from each other");
        family("mimic", "the gradient of one other worker");
        family("sum-to-zero", "what makes the mean of all zero");
        family("label-flip", "gradients on flipped labels");
        family("backdoor", "gradients on rows with a trigger");
        family("opt-alie", "the worst shift that a search finds");
        disguised("creep", "small steps to the opposite", "sign-flip:scale=10", "creep");
        disguised("constant", "their first forged gradient, always", "sign-flip", "constant");
        disguised(
                "burst",
                "ten honest gradients, then five opposite ones",
                "sign-flip:scale=10",
                "burst:good=10,bad=5");
    }

    private WorkerHostilities() {}

    private static Entry.Draft<Hostility> named(String name, String meaning) {
        return ALL.named(name, meaning).fact(Hostilities.WHO, "two workers");
    }

    private static void forged(String name, String meaning, Misbehaviour misbehaviour) {
        named(name, meaning).madeBy(given -> new ByPlan(Suspects.WORKERS, "none", misbehaviour));
    }

    private static void timed(String name, String meaning, String behaviour) {
        named(name, meaning)
                .madeBy(given -> ByPlan.registered(Suspects.WORKERS, "none", behaviour));
    }

    private static void attack(String name, String meaning, String attack) {
        named(name, meaning).madeBy(given -> ByPlan.registered(Suspects.WORKERS, attack, "none"));
    }

    private static void family(String attack, String meaning) {
        disguised(attack, meaning, attack, "none");
    }

    private static void disguised(String name, String meaning, String attack, String behaviour) {
        named(name, meaning)
                .madeBy(given -> ByPlan.registered(Suspects.DISGUISED, attack, behaviour));
    }

    private static Plan constant(Turn turn, float value) {
        var gradient = new float[turn.honest().length];
        Arrays.fill(gradient, value);
        return send(turn.version(), gradient);
    }

    private static Plan send(long version, float[] gradient) {
        return new Plan(List.of(new Sending(0, version, gradient)), 0);
    }

    private static final class Undisturbed implements Hostility {
        @Override
        public Suspects suspects() {
            return Suspects.NOBODY;
        }

        @Override
        public void begin(Scene scene) throws IOException {}
    }
}
