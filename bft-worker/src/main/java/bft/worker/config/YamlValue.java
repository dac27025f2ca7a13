package bft.worker.config;

import bft.spec.Nearest;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** A value of a YAML file with its position, so that errors can name it. */
public final class YamlValue {
    private static final int MAX_CHARACTERS = 1 << 20;

    private final Node node;
    private final String file;
    private final String key;
    private final int line;

    private YamlValue(Node node, String file, String key, Node beginning) {
        this.node = node;
        this.file = file;
        this.key = key;
        this.line = line(beginning.getStartMark());
    }

    private static int line(Optional<Mark> mark) {
        return mark.map(Mark::getLine).orElse(0) + 1;
    }

    /**
     * The root value of a file.
     *
     * @param file its name, for messages
     * @param text one document of at most a million characters
     * @throws IllegalArgumentException if the text is not YAML, or there is none
     */
    public static YamlValue document(String file, String text) {
        var settings =
                LoadSettings.builder()
                        .setSchema(new CoreSchema())
                        .setCodePointLimit(MAX_CHARACTERS)
                        .build();
        try {
            Node root =
                    new Compose(settings)
                            .composeString(text)
                            .orElseThrow(() -> bad(file, 1, "the file is empty"));
            return new YamlValue(root, file, "", root);
        } catch (MarkedYamlEngineException e) {
            throw bad(file, line(e.getProblemMark()), e.getProblem());
        } catch (YamlEngineException e) {
            throw bad(file, 1, ("" + e.getMessage()).replaceAll("\\s+", " "));
        }
    }

    private static IllegalArgumentException bad(String file, int line, String message) {
        return new IllegalArgumentException(file + ":" + line + ": " + message);
    }

    /** An error about this value, with file, line and key. */
    public IllegalArgumentException bad(String message) {
        String subject = key.isEmpty() ? "" : key + ": ";
        return bad(file, line, subject + message);
    }

    /** The same for an exception that this value caused. */
    public IllegalArgumentException bad(IllegalArgumentException cause) {
        IllegalArgumentException told = bad(cause.getMessage());
        told.initCause(cause);
        return told;
    }

    /** Whether it is a scalar. */
    public boolean isText() {
        return node instanceof ScalarNode && !isNothing();
    }

    public boolean isList() {
        return node instanceof SequenceNode;
    }

    /** Whether it is empty or {@code null}. */
    private boolean isNothing() {
        return node.getTag().equals(Tag.NULL);
    }

    /** The scalar as it is written. */
    public String text() {
        if (isNothing()) {
            throw bad("has no value");
        }
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw bad("must be a single value");
    }

    /** A whole number within limits. */
    public long integer(long least, long most) {
        String text = text();
        if (!text.matches("-?[0-9]{1,18}")
                || Long.parseLong(text) < least
                || Long.parseLong(text) > most) {
            throw bad("must be a whole number in [%s, %s], got '%s'".formatted(least, most, text));
        }
        return Long.parseLong(text);
    }

    /** Its elements. */
    public List<YamlValue> list() {
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue().stream().map(n -> new YamlValue(n, file, key, n)).toList();
        }
        throw bad("must be a list");
    }

    /**
     * Its entries, in the order of the file; those without a value are omitted.
     *
     * @throws IllegalArgumentException with both lines if a key occurs twice
     */
    public Map<String, YamlValue> entries() {
        return written().entrySet().stream()
                .filter(entry -> !entry.getValue().isNothing())
                .collect(
                        LinkedHashMap::new, (m, e) -> m.put(e.getKey(), e.getValue()), Map::putAll);
    }

    /**
     * Its entries, all of which must be known.
     *
     * @throws IllegalArgumentException with the unknown key and the nearest known one
     */
    public Map<String, YamlValue> entries(Collection<String> known) {
        return entries(
                key -> {
                    if (!known.contains(key)) {
                        throw new IllegalArgumentException(
                                "unknown key" + Nearest.hint(key, known));
                    }
                });
    }

    /**
     * Its entries.
     *
     * @param check throws an {@link IllegalArgumentException} for a key that must not be there
     */
    public Map<String, YamlValue> entries(Consumer<String> check) {
        written()
                .forEach(
                        (name, value) -> {
                            try {
                                check.accept(name);
                            } catch (IllegalArgumentException e) {
                                throw value.bad(e);
                            }
                        });
        return entries();
    }

    private Map<String, YamlValue> written() {
        if (!(node instanceof MappingNode mapping)) {
            throw bad("must be of the form name: value");
        }
        Map<String, YamlValue> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String name = name(tuple.getKeyNode());
            String path = key.isEmpty() ? name : key + "." + name;
            var entry = new YamlValue(tuple.getValueNode(), file, path, tuple.getKeyNode());
            YamlValue first = entries.put(name, entry);
            if (first != null) {
                throw entry.bad("occurs twice, first in line " + first.line);
            }
        }
        return entries;
    }

    private String name(Node keyNode) {
        if (keyNode instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw new YamlValue(keyNode, file, key, keyNode).bad("a name must be a single word");
    }
}
