package org.generatormatching.engine.pytorch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.generatormatching.tensor.Attribute;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Weight;

/** Whether values fit weights, and weights the leaves of a program. */
final class WeightCheck {
  private WeightCheck() {}

  /**
   * Checks that there is exactly one value of the right type and shape for every weight.
   *
   * @throws GmException with all problems, under the given code where a name is missing or unknown
   */
  static void values(List<Weight> weights, Map<String, HostArray> values, GmError code) {
    List<Problem> problems = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Weight w : weights) {
      names.add(w.name());
      HostArray v = values.get(w.name());
      if (v == null) {
        problems.add(Problem.of(code, "a weight has no value").expected(w.name()));
      } else if (v.dtype() != w.dtype() || !Arrays.equals(v.dims(), w.shape().dims())) {
        GmError kind = v.dtype() != w.dtype() ? GmError.DTYPE : GmError.SHAPE;
        problems.add(
            Problem.of(kind, "a value does not fit its weight '" + w.name() + "'")
                .found(v)
                .expected(w.dtype() + "" + w.shape()));
      }
    }
    for (String n : values.keySet()) {
      if (!names.contains(n)) {
        problems.add(Problem.of(code, "a value belongs to no weight").found(n));
      }
    }
    if (!problems.isEmpty()) {
      throw GmException.of(problems);
    }
  }

  /** Why a program's leaf is not this weight, or empty. */
  static Optional<Problem> leaf(Tensor leaf, @org.jspecify.annotations.Nullable Weight weight) {
    if (weight == null) {
      return Optional.of(
          Problem.of(GmError.INPUT, "the program uses a weight that is not among the given ones")
              .found(name(leaf))
              .at(leaf.site()));
    }
    if (weight.dtype() != leaf.dtype() || !weight.shape().equals(leaf.shape())) {
      return Optional.of(
          Problem.of(
                  GmError.SHAPE, "the program uses weight '" + weight.name() + "' in another form")
              .found(leaf.dtype() + "" + leaf.shape())
              .expected(weight.dtype() + "" + weight.shape())
              .at(leaf.site()));
    }
    return Optional.empty();
  }

  /** The name of a weight's leaf. */
  static String name(Tensor leaf) {
    return ((Attribute.Name) leaf.attribute()).name();
  }
}
