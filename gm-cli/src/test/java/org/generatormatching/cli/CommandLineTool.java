package org.generatormatching.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Runs the command inside this process, as a user would. */
public final class CommandLineTool {
  private CommandLineTool() {}

  /**
   * What a command did.
   *
   * @param status exit status
   * @param out standard output
   * @param err standard error
   */
  public record Outcome(int status, String out, String err) {}

  /** Runs it. */
  public static Outcome gm(Object... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    String[] args = new String[arguments.length];
    for (int i = 0; i < args.length; i++) {
      args[i] = arguments[i].toString();
    }
    int status =
        Gm.execute(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            args);
    return new Outcome(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
