package org.generatormatching.cli;

import java.io.PrintStream;

/**
 * Where a command writes.
 *
 * @param out results, and nothing else
 * @param err progress and errors
 */
public record Console(PrintStream out, PrintStream err) {
  /**
   * Whether progress may redraw a line in place; the launcher knows whether there is a terminal.
   */
  boolean interactive() {
    return Boolean.getBoolean("gm.terminal");
  }
}
