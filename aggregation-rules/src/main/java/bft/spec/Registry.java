package bft.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All objects of one kind, by name: a specification such as {@code multi-krum:m=5} is parsed,
 * checked against the entry's description, and made.
 */
public final class Registry<T> {
    private final String kind;
    private final List<Entry<T>> entries = new ArrayList<>();
    private final Map<String, Entry<T>> byName = new LinkedHashMap<>();

    /**
     * A registry with the entries of these, to which entries may be added.
     *
     * @param kind what they are, in the singular
     * @throws IllegalArgumentException if a name occurs twice
     */
    @SafeVarargs
    public Registry(String kind, Registry<T>... families) {
        this.kind = kind;
        for (Registry<T> family : families) {
            family.entries.forEach(this::add);
        }
    }

    /**
     * Begins the description of an entry, which {@link Entry.Draft#madeBy} ends.
     *
     * @param summary what it computes or does, as a formula where there is one
     */
    public Entry.Draft<T> named(String name, String summary) {
        return new Entry.Draft<>(name, summary, this::add);
    }

    /** What they are, in the singular. */
    public String kind() {
        return kind;
    }

    /** All entries, in the order in which they are listed. */
    public List<Entry<T>> entries() {
        return List.copyOf(entries);
    }

    /** Their names, without aliases. */
    public List<String> names() {
        return entries.stream().map(Entry::name).toList();
    }

    /**
     * The entry of a name or alias.
     *
     * @throws IllegalArgumentException if there is none; the message suggests near names
     */
    public Entry<T> entry(String name) {
        Entry<T> entry = byName.get(name);
        if (entry == null) {
            throw BadArgument.of("no %s '%s'%s", kind, name, Nearest.hint(name, names()));
        }
        return entry;
    }

    /** Whether there is an entry of that name or alias. */
    public boolean has(String name) {
        return byName.containsKey(name);
    }

    /**
     * Makes the object that one name with its parameters describes.
     *
     * @throws IllegalArgumentException in one line: what is wrong, and what is allowed
     */
    public T make(String specification) {
        return make(Spec.parse(specification));
    }

    /** As {@link #make(String)}. */
    public T make(Spec spec) {
        return entry(spec.name()).make(spec);
    }

    private void add(Entry<T> entry) {
        entries.add(entry);
        put(entry.name(), entry);
        entry.aliases().forEach(alias -> put(alias, entry));
    }

    private void put(String name, Entry<T> entry) {
        BadArgument.when(byName.put(name, entry) != null)
                .because("there are two of the name '%s'", name);
    }
}
