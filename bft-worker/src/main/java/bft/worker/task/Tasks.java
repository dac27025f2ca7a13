package bft.worker.task;

import static bft.worker.settings.WorkerSettings.BATCH;
import static bft.worker.settings.WorkerSettings.EVALUATION;
import static bft.worker.settings.WorkerSettings.LOCAL;
import static bft.worker.settings.WorkerSettings.MODEL;
import static bft.worker.settings.WorkerSettings.SAMPLING;

import bft.worker.config.Setting;
import bft.worker.config.SettingValues;
import bft.worker.wire.Task;
import java.util.List;

/** Makes tasks from settings. */
public final class Tasks {
    /** The defaults for what neither the job nor the worker sets. */
    static final Task DEFAULT =
            new Task(
                    SettingValues.NONE.get(MODEL),
                    SettingValues.NONE.get(BATCH),
                    SettingValues.NONE.get(SAMPLING),
                    SettingValues.NONE.get(LOCAL),
                    SettingValues.NONE.get(EVALUATION),
                    List.of());

    private Tasks() {}

    /**
     * The task settings that an operator gave to a job or a worker; any of them may be missing.
     *
     * @throws IllegalArgumentException with the invalid value
     */
    public static Task chosen(SettingValues values) {
        int batch = values.has(BATCH) ? values.get(BATCH) : 0;
        return new Task(
                text(values, MODEL),
                batch,
                text(values, SAMPLING),
                text(values, LOCAL),
                text(values, EVALUATION),
                List.of());
    }

    private static String text(SettingValues values, Setting<String> setting) {
        return values.has(setting) ? values.get(setting) : "";
    }
}
