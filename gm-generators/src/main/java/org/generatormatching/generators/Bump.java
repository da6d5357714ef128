package org.generatormatching.generators;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.generatormatching.api.State;
import org.generatormatching.api.Target;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Tensor;

/**
 * g^2 = 1 + height exp(-|x|^2 / (2 width^2)): more noise (or, for height &lt; 0, less) where the
 * modes of centred data meet than far out.
 *
 * @param height above -1
 * @param width positive
 */
record Bump(double height, double width) implements NoiseField.Scalar {
  Bump {
    List<Problem> problems = new ArrayList<>();
    if (!(height > -1)) {
      problems.add(
          Problem.of(GmError.CONFIG, "noise of this height is not positive")
              .found(height)
              .expected("above -1"));
    }
    if (!(width > 0)) {
      problems.add(
          Problem.of(GmError.CONFIG, "the width of a bump is not positive")
              .found(width)
              .expected("above 0"));
    }
    if (!problems.isEmpty()) {
      throw GmException.of(problems);
    }
  }

  @Override
  public Tensor variance(State x, Times t) {
    return square(x).times(-0.5 / (width * width)).exp().times(height).plus(1);
  }

  /** |x|^2, [rows]. */
  static Tensor square(State x) {
    Tensor sum = null;
    for (Tensor a : x.arrays().values()) {
      Tensor row = Target.sumRows(a.square());
      sum = sum == null ? row : sum.plus(row);
    }
    return Objects.requireNonNull(sum, "a point without arrays");
  }
}
