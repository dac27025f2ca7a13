package bft.experiments.lab;

import bft.experiments.lab.expect.Nearest;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** A value of a YAML file that knows where it stands, so that whatever is wrong with it can say. */
final class Item {
    private final Node node;
    private final String file;
    private final String key;
    private final int line;

    private Item(Node node, String file, String key, Node beginning) {
        this.node = node;
        this.file = file;
        this.key = key;
        this.line = beginning.getStartMark().getLine() + 1;
    }

    /**
     * The whole of a file.
     *
     * @param file its name, for messages
     * @throws IllegalArgumentException if the text is not YAML
     */
    static Item document(String file, String text) {
        try {
            Node root = new Yaml(new LoaderOptions()).compose(new StringReader(text));
            if (root == null) {
                throw new IllegalArgumentException(file + ":1: the file is empty");
            }
            return new Item(root, file, "", root);
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new IllegalArgumentException(file + ":" + line + ": " + e.getProblem(), e);
        } catch (YAMLException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    /** What is wrong with it: file, line, key and the message. */
    IllegalArgumentException bad(String message) {
        String subject = key.isEmpty() ? "" : key + ": ";
        return new IllegalArgumentException(file + ":" + line + ": " + subject + message);
    }

    /** The same for something that was thrown because of it. */
    IllegalArgumentException bad(IllegalArgumentException cause) {
        IllegalArgumentException told = bad(cause.getMessage());
        told.initCause(cause);
        return told;
    }

    boolean isText() {
        return node instanceof ScalarNode;
    }

    boolean isList() {
        return node instanceof SequenceNode;
    }

    /** A word or number as it is written. */
    String text() {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw bad("must be a single value");
    }

    /** A whole number within limits. */
    long integer(long least, long most) {
        String text = text();
        if (!text.matches("-?\\d{1,18}")
                || Long.parseLong(text) < least
                || Long.parseLong(text) > most) {
            throw bad("must be a whole number in [%d, %d], got '%s'".formatted(least, most, text));
        }
        return Long.parseLong(text);
    }

    /** Its elements. */
    List<Item> list() {
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue().stream().map(n -> new Item(n, file, key, n)).toList();
        }
        throw bad("must be a list");
    }

    /** Its entries, in the order of the file. */
    Map<String, Item> entries() {
        if (!(node instanceof MappingNode mapping)) {
            throw bad("must be of the form name: value");
        }
        Map<String, Item> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String name = new Item(tuple.getKeyNode(), file, key, tuple.getKeyNode()).text();
            String path = key.isEmpty() ? name : key + "." + name;
            var entry = new Item(tuple.getValueNode(), file, path, tuple.getKeyNode());
            if (entries.put(name, entry) != null) {
                throw entry.bad("stands twice");
            }
        }
        return entries;
    }

    /**
     * Its entries, all of which must be known.
     *
     * @throws IllegalArgumentException naming the stranger and the nearest of those that are
     */
    Map<String, Item> entries(Collection<String> known) {
        Map<String, Item> entries = entries();
        List<String> strangers = new ArrayList<>(entries.keySet());
        strangers.removeAll(known);
        for (String stranger : strangers) {
            throw entries.get(stranger).bad("unknown key" + Nearest.hint(stranger, known));
        }
        return entries;
    }
}
