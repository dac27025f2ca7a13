package bft.aggregation.admission.buffer;

import bft.aggregation.RoundContext;
import bft.aggregation.engine.Aggregator;

/** Computes the step of a bundle as a server does: its rule over its rows, times its scale. */
public final class BundleSteps {
    private BundleSteps() {}

    public static float[] step(Bundle bundle, RoundContext round) {
        float[] output =
                Aggregator.sequential().aggregate(bundle.rule(), bundle.rows(), round).output();
        for (int k = 0; k < output.length; k++) {
            output[k] = (float) (bundle.scale() * output[k]);
        }
        return output;
    }
}
