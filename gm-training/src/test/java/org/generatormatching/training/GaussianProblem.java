package org.generatormatching.training;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Dataset;
import org.generatormatching.api.Factor;
import org.generatormatching.api.FactorizedModel;
import org.generatormatching.api.HeadLoss;
import org.generatormatching.api.path.AffineGaussianPath;
import org.generatormatching.api.path.DataSupervision;
import org.generatormatching.api.schedule.Convex;
import org.generatormatching.generators.GaussianHead;
import org.generatormatching.generators.SquaredError;
import org.generatormatching.generators.TimeLaw;
import org.generatormatching.spaces.Euclidean;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Signature;
import org.generatormatching.training.network.Mlp;

/**
 * A flow from N(0, I) to a normal law in the plane with independent coordinates of deviations 1 and
 * 1/2. The smallest loss of a velocity is known: \(\frac{\pi}{2} s\) per coordinate of deviation s,
 * the integral over t of \(\mathrm{Var}(z - e \mid x_t) = s^2/(t^2 s^2 + (1-t)^2)\).
 */
final class GaussianProblem {
  static final double MINIMUM = Math.PI / 2 * 1.5;

  private GaussianProblem() {}

  static TrainingTask task(int... widths) {
    AffineGaussianPath path = new AffineGaussianPath(Euclidean.of(2), Convex.condOt());
    HeadLoss loss = new HeadLoss(GaussianHead.velocity(path), new SquaredError(), 1);
    Factor factor = new Factor("", path.space(), path, List.of(loss));
    FactorizedModel model = new FactorizedModel(List.of(factor), new DataSupervision(path));
    List<Integer> list = Arrays.stream(widths).boxed().toList();
    NetworkModel network =
        new NetworkModel(
            List.of(factor),
            ComponentId.of("mlp@1"),
            new Mlp.Config(list, null, null, null).kind(),
            Conditions.none());
    return TrainingTask.of(model, network, TimeLaw.uniform(), new Data(), Optional.empty(), 0);
  }

  static TrainingConfig config(long steps, int batch, int logEvery, int checkpointEvery) {
    return new TrainingConfig(
        steps,
        batch,
        null,
        null,
        null,
        1e-2,
        null,
        null,
        null,
        null,
        null,
        null,
        logEvery,
        checkpointEvery,
        3);
  }

  /** The data. */
  record Data() implements Dataset {
    @Override
    public Signature signature() {
      return Signature.of("x", ArraySpec.floats(2));
    }

    @Override
    public Batch training(HostRng rng, long step, int rows) {
      HostRng r = rng.at(step);
      float[] v = new float[2 * rows];
      for (int i = 0; i < v.length; i++) {
        v[i] = (float) (i % 2 == 0 ? 2 + r.normal() : 0.5 * r.normal());
      }
      return Batch.of("x", HostArray.of(v, rows, 2));
    }

    @Override
    public Optional<Batch> trainingSet() {
      return Optional.empty();
    }

    @Override
    public Batch heldOut(int n) {
      return training(HostRng.of(-1), 0, n);
    }

    @Override
    public Layout layout() {
      return new Layout.Plane("x", -4, 4);
    }

    @Override
    public String citation() {
      return "";
    }
  }
}
