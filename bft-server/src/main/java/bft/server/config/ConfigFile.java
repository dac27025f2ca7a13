package bft.server.config;

import bft.worker.config.YamlValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A YAML file with one value for each option, by its name without the dashes; flags win over it.
 */
public final class ConfigFile implements IDefaultValueProvider {
    private static final String ITSELF = "config";
    private static final long MAX_BYTES = 1 << 16;

    private final Map<String, YamlValue> values;

    private ConfigFile(Map<String, YamlValue> values) {
        this.values = values;
    }

    /**
     * Reads a file.
     *
     * @param command whose options it may set
     * @throws IllegalArgumentException naming the file, the line and what is wrong with it
     */
    public static ConfigFile read(Path file, CommandSpec command) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IllegalArgumentException(file + ": over " + MAX_BYTES + " bytes");
            }
            YamlValue document = YamlValue.document(file.toString(), Files.readString(file));
            Map<String, YamlValue> values = document.entries(names(command));
            values.values().forEach(YamlValue::text);
            return new ConfigFile(values);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": cannot be read", e);
        }
    }

    private static List<String> names(CommandSpec command) {
        return command.options().stream()
                .filter(option -> !option.usageHelp() && !option.versionHelp())
                .map(ConfigFile::name)
                .filter(name -> !name.equals(ITSELF))
                .toList();
    }

    private static String name(OptionSpec option) {
        return option.longestName().replaceFirst("^--", "");
    }

    @Override
    public String defaultValue(ArgSpec argument) {
        return argument instanceof OptionSpec option
                ? Optional.ofNullable(values.get(name(option))).map(YamlValue::text).orElse(null)
                : null;
    }
}
