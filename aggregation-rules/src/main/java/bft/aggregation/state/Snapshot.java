package bft.aggregation.state;

import bft.aggregation.kernels.Finite;
import bft.spec.BadArgument;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The state of something at one moment: a kind and named fields, each a number, a text, numbers,
 * vectors of d floats, or snapshots of its parts. It is immutable, carries data and is never
 * compared.
 *
 * <p>Vectors are frozen: they are held by reference, never copied, and nobody may modify one that
 * is in a snapshot. All other arrays are copied on the way in and out.
 *
 * <p>Getters check their values, since a snapshot may come from a file: each throws an {@link
 * IllegalArgumentException} that names kind, field, value and limit, such as {@code kardam.versions
 * has 4 values, need 10}.
 *
 * <p>The file is long because it reads, checks, describes and builds fields of every type.
 */
public final class Snapshot {
    static final String NAMES = "1 to 64 letters, digits or _.+-";
    private static final String TEXT = "setting";
    private static final int BRIEF = 60;
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.+-]{0,63}");

    private final String kind;
    private final Map<String, Object> fields;

    private Snapshot(String kind, Map<String, Object> fields) {
        this.kind = kind;
        this.fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /**
     * Begins a snapshot.
     *
     * @param kind the kind of object; 1 to 64 letters, digits or {@code _.+-}, like all names
     */
    public static Builder of(String kind) {
        return new Builder(kind);
    }

    /** The kind of object. */
    public String kind() {
        return kind;
    }

    /** Checks the kind. */
    public Snapshot expecting(String wanted) {
        BadArgument.when(!kind.equals(wanted))
                .because("a snapshot of '%s', need one of '%s'", kind, wanted);
        return this;
    }

    /** Checks that it has these fields and no others. */
    public Snapshot holding(String... names) {
        Set<String> unknown = new TreeSet<>(fields.keySet());
        List.of(names).forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw BadArgument.of(
                    "%s.%s is unknown, need only %s",
                    kind, unknown.iterator().next(), List.of(names));
        }
        for (String name : names) {
            value(name, Object.class, "a value");
        }
        return this;
    }

    /** Checks that it has the kind and the fields of another. */
    public Snapshot like(Snapshot other) {
        return expecting(other.kind).holding(other.fields.keySet().toArray(String[]::new));
    }

    /** Whether there is such a field. */
    public boolean has(String name) {
        return fields.containsKey(name);
    }

    /** A whole number. */
    public long whole(String name) {
        return value(name, Long.class, FieldType.WHOLE.description);
    }

    /** A whole number from {@code least} to {@code most}. */
    public long whole(String name, long least, long most) {
        return within(name, whole(name), least, most);
    }

    /** A real number, which may be infinite or NaN. */
    public double real(String name) {
        return value(name, Double.class, FieldType.REAL.description);
    }

    /** A text. */
    public String text(String name) {
        return value(name, String.class, FieldType.TEXT.description);
    }

    /** Whole numbers, {@code length} of them; a copy. */
    public long[] wholes(String name, int length) {
        long[] values = value(name, long[].class, FieldType.WHOLES.description);
        requireLength(name, values.length, "values", length);
        return values.clone();
    }

    /** Whole numbers, {@code length} of them, each from {@code least} to {@code most}. */
    public long[] wholes(String name, int length, long least, long most) {
        long[] values = wholes(name, length);
        for (int i = 0; i < length; i++) {
            within(name + "[" + i + "]", values[i], least, most);
        }
        return values;
    }

    /** Real numbers, {@code length} of them, which may be infinite or NaN. */
    public double[] reals(String name, int length) {
        double[] values = value(name, double[].class, FieldType.REALS.description);
        requireLength(name, values.length, "values", length);
        return values.clone();
    }

    /** A vector of finite coordinates, or an empty one for none. Not to be modified. */
    public float[] vector(String name, int dimension) {
        float[] vector = value(name, float[].class, FieldType.VECTOR.description);
        requireVector(name, vector, dimension);
        return vector;
    }

    /**
     * Vectors of finite coordinates, {@code count} of them; each may be empty. Not to be modified.
     */
    public float[][] vectors(String name, int count, int dimension) {
        float[][] vectors = value(name, float[][].class, FieldType.VECTORS.description);
        requireLength(name, vectors.length, "vectors", count);
        for (int i = 0; i < count; i++) {
            requireVector(name + "[" + i + "]", vectors[i], dimension);
        }
        return vectors.clone();
    }

    /**
     * Vectors of any coordinates, also infinite or NaN, {@code count} of them; each may be empty.
     */
    public float[][] rows(String name, int count, int dimension) {
        float[][] rows = value(name, float[][].class, FieldType.VECTORS.description);
        requireLength(name, rows.length, "vectors", count);
        for (int i = 0; i < count; i++) {
            if (rows[i].length > 0) {
                requireLength(name + "[" + i + "]", rows[i].length, "coordinates", dimension);
            }
        }
        return rows.clone();
    }

    /** The snapshot of a part. */
    public Snapshot part(String name) {
        return value(name, Snapshot.class, FieldType.PART.description);
    }

    /** The snapshots of parts. */
    public List<Snapshot> parts(String name) {
        return List.of(value(name, Snapshot[].class, FieldType.PARTS.description));
    }

    /** Texts by name, in their order. */
    public Map<String, String> texts(String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Snapshot one : parts(name)) {
            texts.put(one.expecting(TEXT).text("name"), one.text("value"));
        }
        return texts;
    }

    /** The number of values, vectors or parts of a field; the caller has to limit it. */
    public int size(String name) {
        Object value = value(name, Object.class, "several values");
        return switch (FieldType.of(value)) {
            case WHOLES -> ((long[]) value).length;
            case REALS -> ((double[]) value).length;
            case VECTORS -> ((float[][]) value).length;
            case PARTS -> ((Snapshot[]) value).length;
            default -> throw wrongType(name, value, "several values");
        };
    }

    /** The names of the fields, in the order in which they were given. */
    public Set<String> names() {
        return fields.keySet();
    }

    /** A description of a field: a number, a short text, and of other types the size. */
    public String describe(String name) {
        return brief(value(name, Object.class, "a value"));
    }

    /** The number of numbers in a field, including those of its parts. */
    public long numbers(String name) {
        return count(value(name, Object.class, "a value"));
    }

    private long count() {
        return fields.values().stream().mapToLong(value -> count(value)).sum();
    }

    private static long count(Object value) {
        return switch (FieldType.of(value)) {
            case WHOLE, REAL -> 1;
            case TEXT -> 0;
            case WHOLES -> ((long[]) value).length;
            case REALS -> ((double[]) value).length;
            case VECTOR -> ((float[]) value).length;
            case VECTORS -> Arrays.stream((float[][]) value).mapToLong(row -> row.length).sum();
            case PART -> ((Snapshot) value).count();
            case PARTS -> Arrays.stream((Snapshot[]) value).mapToLong(part -> part.count()).sum();
        };
    }

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** The fields in the order in which they were given; not to be modified. */
    Map<String, Object> fields() {
        return fields;
    }

    private <T> T value(String name, Class<T> type, String wanted) {
        Object value = fields.get(name);
        BadArgument.when(value == null).because("%s.%s is missing", kind, name);
        if (!type.isInstance(value)) {
            throw wrongType(name, value, wanted);
        }
        return type.cast(value);
    }

    private IllegalArgumentException wrongType(String name, Object value, String wanted) {
        return BadArgument.of(
                "%s.%s is %s, need %s", kind, name, FieldType.of(value).description, wanted);
    }

    private long within(String name, long value, long least, long most) {
        BadArgument.when(value < least || value > most)
                .because("%s.%s is %s, need %s to %s", kind, name, value, least, most);
        return value;
    }

    private void requireLength(String name, int length, String what, int wanted) {
        BadArgument.when(length != wanted)
                .because("%s.%s has %s %s, need %s", kind, name, length, what, wanted);
    }

    private void requireVector(String name, float[] vector, int dimension) {
        if (vector.length > 0) {
            requireLength(name, vector.length, "coordinates", dimension);
        }
        int k = Finite.firstNonFinite(vector, 0, vector.length);
        if (k >= 0) {
            throw BadArgument.of("%s.%s[%s] is %s, need a finite value", kind, name, k, vector[k]);
        }
    }

    /** Kind, numbers, short texts, and of other types the size. */
    @Override
    public String toString() {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + brief(field.getValue()))
                .collect(Collectors.joining(", ", kind + "(", ")"));
    }

    private static String brief(Object value) {
        return switch (FieldType.of(value)) {
            case WHOLE, REAL -> value.toString();
            case TEXT -> briefText((String) value);
            case WHOLES -> ((long[]) value).length + " values";
            case REALS -> ((double[]) value).length + " values";
            case VECTOR -> ((float[]) value).length + " coordinates";
            case VECTORS -> ((float[][]) value).length + " vectors";
            case PART -> ((Snapshot) value).kind;
            case PARTS -> ((Snapshot[]) value).length + " parts";
        };
    }

    private static String briefText(String text) {
        return text.length() <= BRIEF ? "'" + text + "'" : text.length() + " characters";
    }

    /** Collects the fields of one snapshot, in the order in which they will be written. */
    public static final class Builder {
        private final String kind;
        private final Map<String, Object> fields = new LinkedHashMap<>();

        private Builder(String kind) {
            this.kind = requireName(kind);
        }

        public Builder with(String name, long value) {
            return put(name, value);
        }

        public Builder with(String name, double value) {
            return put(name, value);
        }

        public Builder with(String name, String value) {
            BadArgument.when(!StandardCharsets.UTF_8.newEncoder().canEncode(value))
                    .because("%s.%s has half a character, need a whole text", kind, name);
            return put(name, value);
        }

        /**
         * @param values copied
         */
        public Builder with(String name, long[] values) {
            return put(name, values.clone());
        }

        /**
         * @param values copied
         */
        public Builder with(String name, double[] values) {
            return put(name, values.clone());
        }

        /**
         * @param vector frozen from now on; empty for none
         */
        public Builder with(String name, float[] vector) {
            return put(name, vector);
        }

        /**
         * @param vectors each frozen from now on, empty for none; the array of them is copied
         */
        public Builder with(String name, float[][] vectors) {
            return put(name, List.of(vectors).toArray(float[][]::new));
        }

        public Builder with(String name, Snapshot part) {
            return put(name, part);
        }

        public Builder with(String name, List<Snapshot> parts) {
            return put(name, List.copyOf(parts).toArray(Snapshot[]::new));
        }

        /** Texts by name, in their order; {@link Snapshot#texts} reads them. */
        public Builder with(String name, Map<String, String> texts) {
            return with(
                    name,
                    texts.entrySet().stream()
                            .map(
                                    text ->
                                            Snapshot.of(TEXT)
                                                    .with("name", text.getKey())
                                                    .with("value", text.getValue())
                                                    .build())
                            .toList());
        }

        public Snapshot build() {
            return new Snapshot(kind, fields);
        }

        String kind() {
            return kind;
        }

        boolean has(String name) {
            return fields.containsKey(name);
        }

        Builder put(String name, Object value) {
            Objects.requireNonNull(value, name);
            BadArgument.when(has(requireName(name))).because("%s has two fields '%s'", kind, name);
            fields.put(name, value);
            return this;
        }

        private static String requireName(String name) {
            BadArgument.when(!isName(name)).because("a name needs %s, got '%s'", NAMES, name);
            return name;
        }
    }
}
