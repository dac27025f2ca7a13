package bft.worker.task;

import static bft.worker.settings.WorkerSettings.BATCH;
import static bft.worker.settings.WorkerSettings.LOCAL;
import static bft.worker.settings.WorkerSettings.MODEL;
import static bft.worker.settings.WorkerSettings.SAMPLING;

import bft.worker.config.Setting;
import bft.worker.config.SettingValues;
import bft.worker.wire.Task;
import java.util.List;

/** Tasks of settings. */
public final class Tasks {
    /** What neither the job nor the worker says. */
    static final Task USUAL =
            new Task(
                    SettingValues.NONE.get(MODEL),
                    SettingValues.NONE.get(BATCH),
                    SettingValues.NONE.get(SAMPLING),
                    SettingValues.NONE.get(LOCAL),
                    List.of());

    private Tasks() {}

    /**
     * What has been said, by an operator to a job or to one worker; none of it has to be.
     *
     * @throws IllegalArgumentException naming a value that cannot be
     */
    public static Task chosen(SettingValues values) {
        int batch = values.has(BATCH) ? values.get(BATCH) : 0;
        return new Task(
                text(values, MODEL), batch, text(values, SAMPLING), text(values, LOCAL), List.of());
    }

    private static String text(SettingValues values, Setting<String> setting) {
        return values.has(setting) ? values.get(setting) : "";
    }
}
