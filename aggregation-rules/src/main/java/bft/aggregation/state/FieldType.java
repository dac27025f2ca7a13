package bft.aggregation.state;

import java.util.Arrays;
import java.util.Optional;

/** The types of the fields of a snapshot. The order is part of the binary format: append only. */
enum FieldType {
    WHOLE("a whole number", Long.class),
    REAL("a real number", Double.class),
    TEXT("a text", String.class),
    WHOLES("whole numbers", long[].class),
    REALS("real numbers", double[].class),
    VECTOR("a vector", float[].class),
    VECTORS("vectors", float[][].class),
    PART("a part", Snapshot.class),
    PARTS("parts", Snapshot[].class);

    final String description;
    private final Class<?> type;

    FieldType(String description, Class<?> type) {
        this.description = description;
        this.type = type;
    }

    /** Its number in the binary format. */
    int code() {
        return ordinal() + 1;
    }

    static Optional<FieldType> ofCode(int code) {
        return Arrays.stream(values()).filter(type -> type.code() == code).findFirst();
    }

    static FieldType of(Object value) {
        return Arrays.stream(values())
                .filter(type -> type.type.isInstance(value))
                .findFirst()
                .orElseThrow();
    }
}
