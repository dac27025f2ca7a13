package bft.experiments.lab;

import bft.aggregation.AggregationRule;
import bft.aggregation.rules.Rules;
import bft.server.config.ServerSettings;
import bft.spec.Registry;
import bft.worker.config.Setting;
import bft.worker.config.SettingList;
import bft.worker.config.SettingValues;
import java.util.List;

/** A kind of experiment that trains nothing: a rule on rows that are made for it. */
abstract class RowsKind implements ExperimentKind {
    private final Registry<String> measures;
    private final SettingList settings;

    RowsKind(Registry<String> measures, Setting<?>... settings) {
        this.measures = measures;
        this.settings = SettingList.of(settings);
    }

    @Override
    public final SettingList settings() {
        return settings;
    }

    @Override
    public final List<String> measures() {
        return measures.names();
    }

    static AggregationRule rule(SettingValues settings) {
        return Rules.of(settings.get(ServerSettings.RULE), settings.get(ServerSettings.BYZANTINE));
    }

    @Override
    public SettingValues canonical(SettingValues values) {
        return values;
    }

    @Override
    public final long cost(SettingValues values) {
        return values.get(ServerSettings.ROUNDS) * roundCost(values);
    }

    static long roundCost(SettingValues values) {
        return (long) values.get(ServerSettings.WORKERS) * values.get(ServerSettings.DIMENSION);
    }
}
