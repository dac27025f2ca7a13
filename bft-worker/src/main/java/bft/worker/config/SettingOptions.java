package bft.worker.config;

import bft.spec.BadArgument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Settings as command-line options. */
public final class SettingOptions {
    private static final String CONFIG = "--config";
    private static final long MAX_BYTES = 1 << 16;

    private final CommandSpec command;
    private final Role role;
    private final SettingList settings;

    /**
     * Adds the options.
     *
     * @param role of the command
     * @param settings of the command
     */
    public SettingOptions(CommandSpec command, Role role, SettingList settings) {
        this.command = command;
        this.role = role;
        this.settings = settings;
        for (Setting<?> setting : settings.all()) {
            command.addOption(option(setting).description(description(setting)).build());
            setting.formerNames().forEach(this::addFormer);
        }
    }

    /**
     * Adds the options, and {@code --config} for a file with settings; options override the file.
     */
    public static SettingOptions withFile(CommandSpec command, Role role, SettingList settings) {
        command.addOption(
                OptionSpec.builder(CONFIG)
                        .type(String.class)
                        .paramLabel("FILE")
                        .description(
                                "File with settings by name, YAML or JSON. Options override it.")
                        .build());
        return new SettingOptions(command, role, settings);
    }

    private static OptionSpec.Builder option(Setting<?> setting) {
        return setting.type().isFlag()
                ? OptionSpec.builder(setting.option()).type(boolean.class)
                : OptionSpec.builder(setting.option())
                        .type(String.class)
                        .paramLabel(setting.type().label());
    }

    private String description(Setting<?> setting) {
        return setting.description(role).replace("%", "%%");
    }

    /** Accepted only so that the error can give the new name. */
    private void addFormer(String name) {
        command.addOption(
                OptionSpec.builder("--" + name)
                        .type(String.class)
                        .arity("0..1")
                        .hidden(true)
                        .build());
    }

    /**
     * The values given; {@link SettingValues#problems} lists what is wrong with them.
     *
     * @throws IllegalArgumentException if an option or a key has been renamed, or the file cannot
     *     be read
     */
    public SettingValues values() {
        SettingValues values = SettingValues.NONE;
        for (Setting<?> setting : settings.all()) {
            setting.formerNames().forEach(this::requireNotGiven);
            String option = setting.option();
            Optional<String> text = given(option);
            if (text.isPresent()) {
                values = values.with(setting, text.get(), m -> SettingValues.bad(option, m));
            }
        }
        values = values.over(given(CONFIG).map(this::read).orElse(SettingValues.NONE));
        for (Setting<?> setting : settings.all()) {
            if (setting.whenMissing().requiredBy().contains(role) && !values.has(setting)) {
                values = values.lacking(setting, missing(setting));
            }
        }
        return values;
    }

    private static IllegalArgumentException missing(Setting<?> setting) {
        return BadArgument.of(
                "Missing required option: '%s=%s'", setting.option(), setting.type().label());
    }

    private void requireNotGiven(String formerName) {
        if (given("--" + formerName).isPresent()) {
            settings.named(formerName);
        }
    }

    private Optional<String> given(String option) {
        var parsed = command.commandLine().getParseResult();
        return parsed.hasMatchedOption(option)
                ? Optional.of(String.valueOf(parsed.matchedOption(option).<Object>getValue()))
                : Optional.empty();
    }

    private SettingValues read(String name) {
        Path file = ValueType.path("FILE").read(name);
        try {
            BadArgument.when(Files.size(file) > MAX_BYTES)
                    .because("%s: over %s bytes", file, MAX_BYTES);
            return settings.read(YamlValue.document(name, Files.readString(file)));
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": cannot be read: " + OneLine.reason(e), e);
        }
    }
}
