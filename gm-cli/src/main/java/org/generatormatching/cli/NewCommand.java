package org.generatormatching.cli;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Begins something new. */
@Command(name = "new", description = "Begin a new plugin.", mixinStandardHelpOptions = true)
final class NewCommand {
  private final Console console;

  NewCommand(Console console) {
    this.console = console;
  }

  @Command(
      name = "plugin",
      description =
          "Make a directory with a right generator, its law test and a build; overwrites nothing.",
      mixinStandardHelpOptions = true)
  int plugin(
      @Parameters(paramLabel = "NAME", description = "Its name, for example my-flow.") String name,
      @Option(
              names = "--package",
              paramLabel = "P",
              description = "The package of its classes; ${DEFAULT-VALUE} if absent.",
              defaultValue = "com.example")
          String packageName,
      @Option(
              names = "--dir",
              paramLabel = "D",
              description = "Where to make the directory NAME; here if absent.",
              defaultValue = "")
          Path dir) {
    Path made = new PluginSkeleton(name, packageName).writeTo(dir);
    console.out().println("Made " + made + ": a generator, its law test, and a build.");
    console.out().println();
    console.out().println("It needs Generator Matching for Java, which is not on Maven Central.");
    console.out().println("Install that once into the local repository, in its checkout:");
    console.out().println("  mvn -B -ntp install -DskipTests");
    console.out().println("Then measure the laws and make the jar:");
    console.out().println("  cd " + made + " && mvn -B -ntp verify");
    return 0;
  }
}
