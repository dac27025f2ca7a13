package bft.worker.config;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Values that were chosen, each with the place where it was written, and the defaults for all
 * others. A value that cannot be is kept as well: reading it tells what is wrong with it, so that
 * all that is wrong can be told at once. Equal to another that chose the same. Immutable.
 */
public final class SettingValues {
    /** Nothing was chosen. */
    public static final SettingValues NONE = new SettingValues(Map.of());

    private final Map<Setting<?>, Chosen> chosen;

    /** Where a value was written: what is wrong with it, told with that place. */
    @FunctionalInterface
    public interface Source {
        /** The message after the words that name the place. */
        IllegalArgumentException bad(String message);
    }

    private record Chosen(String text, Source source, Optional<IllegalArgumentException> problem) {}

    private SettingValues(Map<Setting<?>, Chosen> chosen) {
        this.chosen = chosen;
    }

    /** These and one more; the last choice counts. */
    public SettingValues with(Setting<?> setting, Object value) {
        return with(setting, value.toString(), message -> bad(setting.name(), message));
    }

    /** These and one more; the last choice counts. */
    public SettingValues with(Setting<?> setting, String text, Source source) {
        Optional<IllegalArgumentException> problem = Optional.empty();
        try {
            setting.type().read(text);
        } catch (IllegalArgumentException e) {
            problem = Optional.of(source.bad(e.getMessage()));
        }
        return only(setting, new Chosen(text, source, problem)).over(this);
    }

    /** These without one that has to be there. */
    SettingValues lacking(Setting<?> setting, IllegalArgumentException problem) {
        return only(setting, new Chosen("", message -> problem, Optional.of(problem))).over(this);
    }

    private static SettingValues only(Setting<?> setting, Chosen value) {
        return new SettingValues(Map.of(setting, value));
    }

    /** What is wrong with each value by itself. */
    public List<String> problems() {
        return chosen.values().stream()
                .flatMap(one -> one.problem.stream())
                .map(IllegalArgumentException::getMessage)
                .toList();
    }

    /**
     * The same, each by itself a value that can be.
     *
     * @throws IllegalArgumentException with every problem, one a line
     */
    public SettingValues checked() {
        if (!problems().isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems()));
        }
        return this;
    }

    /** These, and others where these say nothing. */
    public SettingValues over(SettingValues others) {
        Map<Setting<?>, Chosen> all = new LinkedHashMap<>(chosen);
        others.chosen.forEach(all::putIfAbsent);
        return new SettingValues(all);
    }

    /** These without some. */
    public SettingValues without(Setting<?>... settings) {
        Map<Setting<?>, Chosen> rest = new LinkedHashMap<>(chosen);
        rest.keySet().removeAll(List.of(settings));
        return new SettingValues(rest);
    }

    /** Whether it was chosen. */
    public boolean has(Setting<?> setting) {
        return chosen.containsKey(setting);
    }

    /**
     * The value that was chosen, else the default, if there is one.
     *
     * @throws IllegalArgumentException if one was chosen that cannot be, with its place
     */
    public <T> Optional<T> find(Setting<T> setting) {
        if (has(setting) && chosen.get(setting).problem.isPresent()) {
            throw chosen.get(setting).problem.get();
        }
        return text(setting).map(setting.type()::read);
    }

    /**
     * The value that was chosen, else the default.
     *
     * @throws IllegalArgumentException if there is neither, or one that cannot be
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

    /** All that was chosen, as it was written, by name. */
    public Map<String, String> chosen() {
        Map<String, String> texts = new TreeMap<>();
        chosen.forEach((setting, one) -> texts.put(setting.name(), one.text));
        return texts;
    }

    /** The values of settings as they are written, by name; those that have none are left out. */
    public Map<String, String> texts(Collection<Setting<?>> settings) {
        Map<String, String> texts = new LinkedHashMap<>();
        settings.forEach(
                setting -> text(setting).ifPresent(text -> texts.put(setting.name(), text)));
        return texts;
    }

    /** The values of settings as arguments of a command. */
    public List<String> arguments(Collection<Setting<?>> settings) {
        return texts(settings).entrySet().stream()
                .map(value -> "--" + value.getKey() + "=" + value.getValue())
                .toList();
    }

    /** What is wrong with a value that was chosen, or missing. */
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
     * The choice that a refusal speaks of, as far as its words tell, the newest first; else the
     * newest there is.
     *
     * @param refusal of values that do not go together
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
