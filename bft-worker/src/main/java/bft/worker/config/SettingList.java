package bft.worker.config;

import bft.spec.BadArgument;
import bft.spec.Nearest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Settings in the order in which they are listed for users; names are unique. */
public final class SettingList {
    private final Map<String, Setting<?>> all = new LinkedHashMap<>();

    /** The settings of some lists that concern a role. */
    public static SettingList of(Role role, SettingList... lists) {
        var told = new SettingList();
        for (SettingList list : lists) {
            list.all().stream().filter(s -> s.roles().contains(role)).forEach(told::add);
        }
        return told;
    }

    /** A list of these settings. */
    public static SettingList of(Setting<?>... settings) {
        return new SettingList().and(settings);
    }

    /** These settings and more. */
    public SettingList and(Setting<?>... more) {
        var longer = new SettingList();
        longer.all.putAll(all);
        List.of(more).forEach(longer::add);
        return longer;
    }

    /** These settings except some. */
    public SettingList without(Setting<?>... some) {
        var rest = new SettingList();
        rest.all.putAll(all);
        rest.all.values().removeAll(List.of(some));
        return rest;
    }

    /**
     * Declares a setting.
     *
     * @param help in whole sentences, with an example where the form is not obvious
     */
    public <T> Setting<T> add(Setting<T> setting, String help) {
        return add(setting.explained(help.replaceAll("\\s+", " ")));
    }

    private <T> Setting<T> add(Setting<T> setting) {
        BadArgument.when(all.put(setting.name(), setting) != null)
                .because("two settings are called %s", setting.name());
        return setting;
    }

    /** All of them. */
    public List<Setting<?>> all() {
        return List.copyOf(all.values());
    }

    /** Their names. */
    public List<String> names() {
        return List.copyOf(all.keySet());
    }

    /**
     * The one of that name.
     *
     * @throws IllegalArgumentException with the new name of a renamed setting, or the nearest name
     */
    public Setting<?> named(String name) {
        if (all.containsKey(name)) {
            return all.get(name);
        }
        for (Setting<?> setting : all.values()) {
            BadArgument.when(setting.formerNames().contains(name))
                    .because("'%s' is called '%s' now", name, setting.name());
        }
        throw BadArgument.of("no setting '%s'%s", name, Nearest.hint(name, all.keySet()));
    }

    /**
     * Values from a file: {@code name: value} each.
     *
     * @throws IllegalArgumentException with file, line and key of the error
     */
    public SettingValues read(YamlValue mapping) {
        return read(mapping.entries(this::named));
    }

    /** Values from a file, by name. */
    public SettingValues read(Map<String, YamlValue> entries) {
        SettingValues values = SettingValues.NONE;
        List<Map.Entry<String, YamlValue>> backwards = new ArrayList<>(entries.entrySet());
        Collections.reverse(backwards);
        for (Map.Entry<String, YamlValue> entry : backwards) {
            YamlValue value = entry.getValue();
            values = values.with(named(entry.getKey(), value), value.text(), value::bad);
        }
        return values;
    }

    private Setting<?> named(String name, YamlValue value) {
        try {
            return named(name);
        } catch (IllegalArgumentException e) {
            throw value.bad(e);
        }
    }

    /**
     * Values of the form {@code name=value}.
     *
     * @throws IllegalArgumentException describing the error
     */
    public SettingValues read(String... assignments) {
        SettingValues values = SettingValues.NONE;
        for (String assignment : assignments) {
            int equals = assignment.indexOf('=');
            BadArgument.when(equals < 0)
                    .because("must be of the form name=value, got '%s'", assignment);
            Setting<?> setting = named(assignment.substring(0, equals));
            values = values.with(setting, assignment.substring(equals + 1));
        }
        return values;
    }
}
