package bft.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A YAML file with one value for each option, by its name without the dashes; flags win over it.
 */
public final class ConfigFile implements IDefaultValueProvider {
    private static final long MAX_BYTES = 1 << 16;

    private final Map<String, String> values = new TreeMap<>();

    /**
     * @throws IllegalArgumentException naming the file and what is wrong with it
     */
    public ConfigFile(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IllegalArgumentException(file + ": over " + MAX_BYTES + " bytes");
            }
            Object document =
                    new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
            if (!(document instanceof Map<?, ?> map)) {
                throw new IllegalArgumentException(file + ": not of the form name: value");
            }
            map.forEach((name, value) -> values.put("--" + name, "" + value));
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": cannot be read", e);
        } catch (YAMLException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * @throws IllegalArgumentException if a value is for no option of the command
     */
    public ConfigFile requireKnown(CommandSpec command) {
        var strangers = new TreeSet<>(values.keySet());
        strangers.removeAll(command.optionsMap().keySet());
        if (!strangers.isEmpty()) {
            throw new IllegalArgumentException(
                    "config file: no setting " + String.join(", ", strangers).replace("--", ""));
        }
        return this;
    }

    @Override
    public String defaultValue(ArgSpec argument) {
        return argument instanceof OptionSpec option ? values.get(option.longestName()) : null;
    }
}
