package org.generatormatching.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.generatormatching.runtime.registry.Suggestion;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.Problem;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The {@code gm} command. */
@Command(
    name = "gm",
    description = "Generator Matching: generative models made of arbitrary Markov processes.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      RunCommand.class,
      TrainCommand.class,
      SampleCommand.class,
      EvaluateCommand.class,
      LikelihoodCommand.class,
      SolversCommand.class,
      PathsCommand.class,
      ReportCommand.class,
      PluginsCommand.class,
      VerifyCommand.class,
      ConfigCommand.class,
      BenchCommand.class,
      NewCommand.class,
      CommandLine.HelpCommand.class
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:done",
      "1:the work failed",
      "2:wrong usage or configuration",
      "3:a law or metric fell short"
    })
public final class Gm {
  @Option(
      names = "--stacktrace",
      description = "Show where in the program an error arose.",
      scope = ScopeType.INHERIT)
  boolean stacktrace;

  /** Runs a command line and exits with its status. */
  public static void main(String[] args) {
    System.exit(execute(System.out, System.err, args));
  }

  /**
   * Runs a command line.
   *
   * @param out where results go
   * @param err where progress and errors go
   * @return the exit status
   */
  public static int execute(PrintStream out, PrintStream err, String... args) {
    Gm gm = new Gm();
    Console console = new Console(out, err);
    CommandLine line = new CommandLine(gm, new CommandFactory(console));
    line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler((e, given) -> misused(e, err));
    line.setExecutionExceptionHandler((e, l, r) -> report(e, gm.stacktrace, err));
    try {
      return line.execute(args);
    } catch (OutOfMemoryError | StackOverflowError e) {
      return exhausted(e, gm.stacktrace, err);
    }
  }

  /** What was asked for is more than this virtual machine may hold; its files are whole. */
  private static int exhausted(VirtualMachineError e, boolean stacktrace, PrintStream err) {
    if (stacktrace) {
      e.printStackTrace(err);
    }
    long mebibytes = Runtime.getRuntime().maxMemory() >> 20;
    boolean stack = e instanceof StackOverflowError;
    err.println(
        Problem.of(GmError.MEMORY, "Java's " + (stack ? "stack" : "memory") + " is used up")
            .found((stack ? "the default stack" : "at most " + mebibytes + " MiB"))
            .expected("more for what was asked")
            .advice(
                "Ask for less (network, batch, samples, data), or give more with the environment"
                    + " variable GM_JAVA_OPTS="
                    + (stack ? "-Xss64m" : "-Xmx" + 2 * mebibytes + "m")
                    + "."));
    return GmError.MEMORY.exitStatus();
  }

  private static int misused(CommandLine.ParameterException e, PrintStream err) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    String what = String.valueOf(e.getMessage()).lines().findFirst().orElse("wrong usage");
    String advice = "See " + name + " --help.";
    if (e instanceof CommandLine.UnmatchedArgumentException u && !u.getUnmatched().isEmpty()) {
      String said = u.getUnmatched().get(0);
      advice =
          Suggestion.of(said, List.copyOf(command.getSubcommands().keySet()))
                  .map(s -> "Did you mean '" + name + " " + s + "'? ")
                  .orElse("")
              + advice;
    }
    String small = what.substring(0, 1).toLowerCase(Locale.ROOT) + what.substring(1);
    err.println(Problem.of(GmError.USAGE, small).advice(advice));
    return GmError.USAGE.exitStatus();
  }

  private static int report(Exception e, boolean stacktrace, PrintStream err) {
    if (stacktrace) {
      e.printStackTrace(err);
    }
    if (e instanceof GmException g) {
      List<Problem> problems = new ArrayList<>(g.problems());
      problems.forEach(err::println);
      return g.code().exitStatus();
    }
    if (e instanceof InvalidPathException p) {
      err.println(
          Problem.of(GmError.USAGE, "the system has no file of this name")
              .found(p.getReason())
              .advice("If the name has letters beyond ASCII, set LC_ALL=C.UTF-8."));
      return GmError.USAGE.exitStatus();
    }
    if (!stacktrace) {
      err.println("[GM/INTERNAL] this should not have happened: " + e);
      err.println("Run the command again with --stacktrace and report what it prints.");
    }
    return 1;
  }
}
