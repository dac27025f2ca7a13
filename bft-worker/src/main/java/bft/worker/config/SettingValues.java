package bft.worker.config;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;

/**
 * The values that a user gave, each with the place where it was written, and defaults for all
 * others. An invalid value is kept as well, and reading it throws its error, so that all errors can
 * be reported at once. Two objects with the same given values are equal. Immutable.
 */
public final class SettingValues {
    /** No value given. */
    public static final SettingValues NONE = new SettingValues(Map.of());

    private final Map<Setting<?>, Chosen> chosen;

    /** Where a value was written; adds that place to an error. */
    @FunctionalInterface
    public interface Source {
        /** An error with the place in front of the message. */
        IllegalArgumentException bad(String message);
    }

    private record Chosen(String text, Source source, Optional<IllegalArgumentException> problem) {}

    private SettingValues(Map<Setting<?>, Chosen> chosen) {
        this.chosen = chosen;
    }

    /** A copy with one more value, which overrides an earlier one. */
    public SettingValues with(Setting<?> setting, Object value) {
        return with(setting, Setting.textOf(value), message -> bad(setting.name(), message));
    }

    /** A copy with one more value, which overrides an earlier one. */
    public SettingValues with(Setting<?> setting, String text, Source source) {
        Optional<IllegalArgumentException> problem = Optional.empty();
        try {
            setting.type().read(setting.inEpochs() ? Epochs.counted(text, 1) : text);
        } catch (IllegalArgumentException e) {
            problem = Optional.of(source.bad(e.getMessage()));
        }
        return only(setting, new Chosen(text, source, problem)).over(this);
    }

    /** A copy in which a required value is missing. */
    SettingValues lacking(Setting<?> setting, IllegalArgumentException problem) {
        return only(setting, new Chosen("", message -> problem, Optional.of(problem))).over(this);
    }

    private static SettingValues only(Setting<?> setting, Chosen value) {
        return new SettingValues(Map.of(setting, value));
    }

    /** Whether a length in the given value is in epochs. */
    public boolean isInEpochs(Setting<?> setting) {
        return has(setting) && setting.inEpochs() && Epochs.areIn(chosen.get(setting).text);
    }

    /**
     * A copy in which lengths in epochs are numbers.
     *
     * @param epoch what one epoch counts, asked only if a value needs it; what it throws becomes
     *     the problem of that value
     * @param settings whose values are meant, if they are given
     */
    public SettingValues counted(DoubleSupplier epoch, Setting<?>... settings) {
        Map<Setting<?>, Chosen> all = new LinkedHashMap<>(chosen);
        for (Setting<?> setting : settings) {
            if (isInEpochs(setting)) {
                all.put(setting, counted(setting, epoch));
            }
        }
        return new SettingValues(all);
    }

    private Chosen counted(Setting<?> setting, DoubleSupplier epoch) {
        Chosen given = chosen.get(setting);
        try {
            String text = Epochs.counted(given.text, epoch.getAsDouble());
            return NONE.with(setting, text, given.source).chosen.get(setting);
        } catch (IllegalArgumentException e) {
            var problem = given.source.bad("'%s': %s".formatted(given.text, e.getMessage()));
            return new Chosen(given.text, given.source, Optional.of(problem));
        }
    }

    /** The errors of the values, checked individually. */
    public List<String> problems() {
        return chosen.values().stream()
                .flatMap(one -> one.problem.stream())
                .map(IllegalArgumentException::getMessage)
                .toList();
    }

    /**
     * These values, after a check that each of them is valid individually.
     *
     * @throws IllegalArgumentException with every problem, one a line
     */
    public SettingValues checked() {
        if (!problems().isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems()));
        }
        return this;
    }

    /** These values, completed by others where none was given. */
    public SettingValues over(SettingValues others) {
        Map<Setting<?>, Chosen> all = new LinkedHashMap<>(chosen);
        others.chosen.forEach(all::putIfAbsent);
        return new SettingValues(all);
    }

    /** A copy without some values. */
    public SettingValues without(Setting<?>... settings) {
        Map<Setting<?>, Chosen> rest = new LinkedHashMap<>(chosen);
        rest.keySet().removeAll(List.of(settings));
        return new SettingValues(rest);
    }

    /** Whether a value was given. */
    public boolean has(Setting<?> setting) {
        return chosen.containsKey(setting);
    }

    /**
     * The value that was given, else the default, if there is one.
     *
     * @throws IllegalArgumentException if the given value is invalid, with its place
     */
    public <T> Optional<T> find(Setting<T> setting) {
        if (has(setting) && chosen.get(setting).problem.isPresent()) {
            throw chosen.get(setting).problem.get();
        }
        return text(setting).map(setting.type()::read);
    }

    /**
     * The value that was given, else the default.
     *
     * @throws IllegalArgumentException if there is neither, or the value is invalid
     */
    public <T> T get(Setting<T> setting) {
        return find(setting)
                .orElseThrow(() -> new IllegalArgumentException("give " + setting.name()));
    }

    /** The value as it was written, else the default, if there is one. */
    public Optional<String> text(Setting<?> setting) {
        return has(setting)
                ? Optional.of(chosen.get(setting).text)
                : setting.whenMissing().value().apply(this);
    }

    /** All given values, as they were written, by name. */
    public Map<String, String> chosen() {
        Map<String, String> texts = new TreeMap<>();
        chosen.forEach((setting, one) -> texts.put(setting.name(), one.text));
        return texts;
    }

    /**
     * The values of settings as they are written, by name; settings without a value are omitted.
     */
    public Map<String, String> texts(Collection<Setting<?>> settings) {
        Map<String, String> texts = new LinkedHashMap<>();
        settings.forEach(
                setting -> text(setting).ifPresent(text -> texts.put(setting.name(), text)));
        return texts;
    }

    /** The values of settings as command-line arguments. */
    public List<String> arguments(Collection<Setting<?>> settings) {
        return texts(settings).entrySet().stream()
                .map(value -> "--" + value.getKey() + "=" + value.getValue())
                .toList();
    }

    /** The error for a value that was given, or is missing. */
    public IllegalArgumentException bad(Setting<?> setting, String message) {
        return has(setting)
                ? chosen.get(setting).source.bad(message)
                : bad(setting.option(), message);
    }

    static IllegalArgumentException bad(String subject, String message) {
        String colon = message.startsWith("must ") ? " " : ": ";
        return new IllegalArgumentException(subject + colon + message);
    }

    /**
     * The given value that an error message mentions, the latest first; else the latest of all.
     *
     * @param refusal error message about values that do not fit together
     */
    public Optional<Source> blamedBy(String refusal) {
        return chosen.entrySet().stream()
                .filter(one -> refusal.contains("'" + one.getValue().text + "'"))
                .findFirst()
                .or(
                        () ->
                                chosen.entrySet().stream()
                                        .filter(one -> isNamed(one.getKey(), refusal))
                                        .findFirst())
                .or(() -> chosen.entrySet().stream().findFirst())
                .map(one -> one.getValue().source);
    }

    private static boolean isNamed(Setting<?> setting, String message) {
        return Stream.concat(Stream.of(setting.name()), setting.formerNames().stream())
                .anyMatch(name -> message.matches("(?s)(.*[^\\w-])?" + name + "([^\\w-].*)?"));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SettingValues values && values.chosen().equals(chosen());
    }

    @Override
    public int hashCode() {
        return chosen().hashCode();
    }

    @Override
    public String toString() {
        return chosen().toString();
    }
}
