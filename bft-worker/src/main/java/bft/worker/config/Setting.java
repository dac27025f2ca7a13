package bft.worker.config;

import bft.spec.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * One value that a user may set. Its name is its key in files; with two dashes in front, its
 * command-line option.
 *
 * @param name in small letters and dashes
 * @param roles which roles it concerns
 * @param whenMissing the default
 * @param help for people
 * @param formerNames its earlier names, and its letter in formulas
 * @param inEpochs whether lengths in it may be written in epochs
 */
public record Setting<T>(
        String name,
        ValueType<T> type,
        Set<Role> roles,
        WhenMissing whenMissing,
        String help,
        List<String> formerNames,
        boolean inEpochs) {

    /**
     * What applies if no value is given.
     *
     * @param words description of the default; empty if there is none
     * @param value may depend on other settings; empty if there is none
     * @param requiredBy roles that do not start without a value
     */
    public record WhenMissing(
            String words, Function<SettingValues, Optional<String>> value, Set<Role> requiredBy) {}

    /** A setting without default, help and history. */
    public static <T> Setting<T> of(String name, ValueType<T> type, Role... roles) {
        var nothing = new WhenMissing("", values -> Optional.empty(), Set.of());
        return new Setting<>(name, type, Set.of(roles), nothing, "", List.of(), false);
    }

    private Setting<T> with(WhenMissing other) {
        return new Setting<>(name, type, roles, other, help, formerNames, inEpochs);
    }

    /** A copy with a default. */
    public Setting<T> or(Object value) {
        String text = textOf(value);
        return or(text, values -> text);
    }

    /** As a user writes a value. */
    static String textOf(Object value) {
        return value instanceof Enum<?> constant ? Parameter.wordOf(constant) : value.toString();
    }

    /** A copy with a default that depends on other settings. */
    public Setting<T> or(String words, Function<SettingValues, String> value) {
        return with(
                new WhenMissing(words, v -> Optional.of(value.apply(v)), whenMissing.requiredBy));
    }

    /** A copy with a description of what happens without a value. */
    public Setting<T> orNone(String words) {
        return with(new WhenMissing(words, whenMissing.value, whenMissing.requiredBy));
    }

    /** A copy that this role does not start without. */
    public Setting<T> requiredBy(Role role) {
        return with(new WhenMissing(whenMissing.words, whenMissing.value, Set.of(role)));
    }

    /** A copy with a help text. */
    Setting<T> explained(String sentences) {
        return new Setting<>(name, type, roles, whenMissing, sentences, formerNames, inEpochs);
    }

    /** A copy with earlier names. */
    public Setting<T> formerly(String... names) {
        return new Setting<>(name, type, roles, whenMissing, help, List.of(names), inEpochs);
    }

    /** A copy in which lengths may be written in epochs. */
    public Setting<T> orInEpochs() {
        return new Setting<>(name, type, roles, whenMissing, help, formerNames, true);
    }

    /** As on a command line. */
    public String option() {
        return "--" + name;
    }

    /** Help and default. */
    public String description(Role role) {
        List<String> parts = new ArrayList<>();
        parts.add(help);
        if (whenMissing.requiredBy.contains(role)) {
            parts.add("Required.");
        } else if (!whenMissing.words.isEmpty()) {
            parts.add("Default: " + whenMissing.words + ".");
        }
        return String.join(" ", parts);
    }

    @Override
    public String toString() {
        return name;
    }
}
