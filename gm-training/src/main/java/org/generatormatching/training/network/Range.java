package org.generatormatching.training.network;

import java.util.ArrayList;
import java.util.List;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.Problem;

/** Collects the settings of a component that are out of range, to tell all of them at once. */
final class Range {
  private final String owner;
  private final List<Problem> problems = new ArrayList<>();

  Range(String owner) {
    this.owner = owner;
  }

  Range within(String key, long value, long least, long most) {
    if (value < least || value > most) {
      problems.add(
          Problem.of(GmError.CONFIG, "a setting of " + owner + " is out of range")
              .found(value)
              .expected(least + " to " + most)
              .at(key));
    }
    return this;
  }

  void finish() {
    if (!problems.isEmpty()) {
      throw GmException.of(problems);
    }
  }
}
