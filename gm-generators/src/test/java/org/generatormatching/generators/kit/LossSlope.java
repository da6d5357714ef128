package org.generatormatching.generators.kit;

import java.util.Arrays;
import java.util.function.Function;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Context;
import org.generatormatching.api.State;
import org.generatormatching.generators.ModelLoss;
import org.generatormatching.tck.oracle.Interpreted;
import org.generatormatching.tck.oracle.Statistics;
import org.generatormatching.tensor.Gradients;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Tensor;

/** Whether a model minimises the conditional loss. */
public final class LossSlope {
  private LossSlope() {}

  /**
   * The slope of the loss along a family of models with parameter eps, as mean / standard error
   * over rows; normal if eps = 0 is the minimum along this direction.
   *
   * @param losses the loss of the model at eps, FLOAT64 [B]: every row has an eps of its own
   * @param prepared one row per example
   */
  public static double of(Function<Tensor, ModelLoss> losses, Batch prepared, long seed) {
    int n = prepared.size();
    Batch in = prepared.with("eps", HostArray.of(new double[n], n));
    Batch out =
        Interpreted.of(
            in,
            seed,
            s -> {
              Tensor eps = s.get("eps");
              State data = s.only(prepared.arrays().keySet());
              Tensor rows = losses.apply(eps).rows(data, Rng.root(), Context.none());
              return State.of("slope", Gradients.of(rows.sum(), eps));
            });
    double[] slope = out.get("slope").doubles();
    double sum = Arrays.stream(slope).sum();
    double squares = Arrays.stream(slope).map(v -> v * v).sum();
    return Statistics.z(sum, squares, n);
  }
}
