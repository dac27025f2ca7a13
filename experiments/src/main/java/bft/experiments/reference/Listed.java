package bft.experiments.reference;

import bft.aggregation.rules.Rules;
import bft.spec.Entry;
import bft.spec.Registry;
import bft.worker.codec.RuleFit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A registry with its texts in the listings.
 *
 * @param command its command, and its chapter on the reference page
 * @param source of it; asked only when it is listed, as some take long to load
 * @param about what is listed
 * @param note a note on the entries; may be empty
 */
record Listed(String command, Supplier<Registry<?>> source, String about, String note) {

    Registry<?> registry() {
        return source.get();
    }

    /** What is said of an entry beside its parameters, in order. */
    Map<String, String> facts(Entry<?> entry) {
        Map<String, String> facts = new LinkedHashMap<>(entry.facts());
        if (registry() == Rules.registry()) {
            List<String> unfit = RuleFit.unfit(entry.name());
            if (!unfit.isEmpty()) {
                facts.put("not known to hold with codecs", String.join(", ", unfit));
            }
        }
        return facts;
    }
}
