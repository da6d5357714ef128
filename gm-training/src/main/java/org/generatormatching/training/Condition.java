package org.generatormatching.training;

import java.util.Optional;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;

/**
 * One thing that a model is told beside the point and the time.
 *
 * @param array of the data that holds it
 * @param categories number K of categories 0 .. K-1, for whole numbers that are names; absent for
 *     numbers that measure
 */
public record Condition(String array, Optional<Integer> categories) {
  /** Fills in what is absent and checks the range. */
  public Condition {
    categories = categories == null ? Optional.empty() : categories;
    if (categories.isPresent() && categories.get() < 1) {
      throw Problem.of(GmError.CONFIG, "a condition has too few categories")
          .found(categories.get())
          .expected("at least 1")
          .exception();
    }
  }
}
