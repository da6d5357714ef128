package org.generatormatching.cli;

import java.nio.file.Path;
import java.util.List;
import org.generatormatching.runtime.config.ConfigSchema;
import org.generatormatching.runtime.config.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows configurations and their schema. */
@Command(
    name = "config",
    description = "Show a resolved configuration, or the schema of all.",
    mixinStandardHelpOptions = true)
final class ConfigCommand {
  private final Console console;

  ConfigCommand(Console console) {
    this.console = console;
  }

  @Command(
      name = "show",
      description = "Print every value of a configuration with its origin.",
      mixinStandardHelpOptions = true)
  int show(
      @Parameters(paramLabel = "CONFIG", description = "A YAML file.") Path config,
      @Option(names = "--set", paramLabel = "a.b=c", description = "Override a value.")
          List<String> set) {
    Configuration c =
        Configuration.load(config, set == null ? List.of() : set, Plugins.told(console));
    c.values()
        .forEach(
            (path, v) -> console.out().printf("%-44s %-28s # %s%n", path, v.value(), v.origin()));
    return 0;
  }

  @Command(
      name = "schema",
      description = "Print the JSON schema of configurations.",
      mixinStandardHelpOptions = true)
  int schema() {
    console.out().println(Json.text(new ConfigSchema(Plugins.told(console)).tree()));
    return 0;
  }
}
