package org.generatormatching.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.Problem;
import org.jspecify.annotations.Nullable;

/** What is wrong with the options of a command, all of it at once. */
final class Usage {
  private final List<Problem> problems = new ArrayList<>();

  /** A number that must not be smaller; one that is not given is right. */
  Usage least(String option, @Nullable Number value, long least) {
    if (value != null && value.longValue() < least) {
      problems.add(
          Problem.of(GmError.USAGE, "a number is too small")
              .found(option + " " + value)
              .expected("at least " + least));
    }
    return this;
  }

  /** A file that must not be there yet, if it is named. */
  Usage absent(@Nullable Path file) {
    if (file != null && Files.exists(file)) {
      problems.add(
          Problem.of(GmError.OUTPUT_EXISTS, "the output exists and is not overwritten")
              .at(file)
              .advice("Give another name, or remove it."));
    }
    return this;
  }

  /** Something else, if it is wrong. */
  Usage problem(boolean wrong, Problem problem) {
    if (wrong) {
      problems.add(problem);
    }
    return this;
  }

  /** Refuses what is wrong. */
  void check() {
    if (!problems.isEmpty()) {
      throw GmException.of(problems);
    }
  }
}
