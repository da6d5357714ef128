package org.generatormatching.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Dataset;
import org.generatormatching.api.Factor;
import org.generatormatching.api.FactorizedModel;
import org.generatormatching.api.HeadLoss;
import org.generatormatching.api.SampleRequest;
import org.generatormatching.api.Supervision;
import org.generatormatching.api.Term;
import org.generatormatching.api.TimeGrid;
import org.generatormatching.api.path.AffineGaussianPath;
import org.generatormatching.api.path.DataSupervision;
import org.generatormatching.api.schedule.Convex;
import org.generatormatching.engine.pytorch.PytorchBackendProvider;
import org.generatormatching.generators.Flow;
import org.generatormatching.generators.GaussianHead;
import org.generatormatching.generators.GridSampler;
import org.generatormatching.generators.SquaredError;
import org.generatormatching.generators.TimeLaw;
import org.generatormatching.spaces.Euclidean;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.DeviceWeights;
import org.generatormatching.tensor.EngineConfig;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;
import org.generatormatching.training.checkpoint.Checkpoint;
import org.generatormatching.training.checkpoint.Checkpoints;
import org.generatormatching.training.coupling.CoupledSupervision;
import org.generatormatching.training.coupling.OptimalTransport;
import org.generatormatching.training.network.Mlp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A line whose points lie at -2 for label 0 and at 2 for label 1, deviation 0.3. */
class ConditionalTrainingTest {
  private static final AffineGaussianPath PATH =
      new AffineGaussianPath(Euclidean.of(1), Convex.condOt());
  private static final HeadLoss LOSS =
      new HeadLoss(GaussianHead.velocity(PATH), new SquaredError(), 1);

  private record Line() implements Dataset {
    @Override
    public Signature signature() {
      return Signature.of("x", ArraySpec.floats(1))
          .with("label", new ArraySpec(DType.INT64, Shape.of(Shape.B)));
    }

    @Override
    public Batch training(HostRng rng, long step, int rows) {
      HostRng r = rng.at(step);
      double[] x = new double[rows];
      long[] label = new long[rows];
      for (int i = 0; i < rows; i++) {
        label[i] = r.below(2);
        x[i] = 4 * label[i] - 2 + 0.3 * r.normal();
      }
      return Batch.of("x", HostArray.of(DType.FLOAT32, x, rows, 1))
          .with("label", HostArray.of(label));
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
      return new Layout.Columns();
    }

    @Override
    public String citation() {
      return "";
    }
  }

  private static NetworkModel network(int categories, int width) {
    Condition label = new Condition("label", Optional.of(categories));
    return new NetworkModel(
        List.of(new Factor("", PATH.space(), PATH, List.of(LOSS))),
        ComponentId.of("mlp@1"),
        new Mlp.Config(List.of(width, width), null, null, null).kind(),
        Conditions.of(List.of(label), new Line().signature()));
  }

  private static TrainingTask task(NetworkModel network, Supervision supervision, double dropout) {
    Factor factor = new Factor("", PATH.space(), PATH, List.of(LOSS));
    return TrainingTask.of(
        new FactorizedModel(List.of(factor), supervision),
        network,
        TimeLaw.uniform(),
        new Line(),
        Optional.empty(),
        dropout);
  }

  private static CoupledSupervision transport(Integer pool) {
    return new CoupledSupervision(
        PATH, new OptimalTransport(Optional.ofNullable(pool), Optional.empty()));
  }

  private static Backend backend() {
    return new PytorchBackendProvider().open(new EngineConfig(EngineConfig.Device.CPU, 1));
  }

  private static double[] samples(
      Backend b, NetworkModel network, DeviceWeights weights, long label) {
    int n = 200;
    Flow flow = new Flow();
    Term term = Term.of(LOSS.head(), flow, flow.steppers(PATH.space()).get(0));
    long[] labels = new long[n];
    Arrays.fill(labels, label);
    SampleRequest request =
        SampleRequest.of(List.of(term), PATH.source(), n, TimeGrid.uniform(20), 3)
            .told(Optional.of(Batch.of("label", HostArray.of(labels))))
            .with(weights);
    return new GridSampler(n).sample(b, network, request).points().get("x").doubles();
  }

  private static double upper(double[] x) {
    return Arrays.stream(x).filter(v -> v > 0).count() / (double) x.length;
  }

  @Test
  void aModelObeysItsLabelAndKnowsTheLawWithoutIt() {
    NetworkModel network = network(2, 24);
    TrainingConfig config = GaussianProblem.config(600, 128, 100, 1000);
    try (Backend b = backend();
        Trainer trainer =
            new Trainer(b, task(network, new DataSupervision(PATH), 0.3), config, 1)) {
      trainer.train(Optional.empty(), TrainingListener.none());
      try (DeviceWeights weights = trainer.average()) {
        // 200 samples: all on the asked side, and half of them, 0.5 +- 0.035, if nothing is asked
        assertThat(upper(samples(b, network, weights, 0))).isLessThan(0.02);
        assertThat(upper(samples(b, network, weights, 1))).isGreaterThan(0.98);
        assertThat(upper(samples(b, network, weights, Conditions.NO_CATEGORY)))
            .isCloseTo(0.5, within(0.2));
      }
    }
  }

  @Test
  void batchesLoseConditionsAsAFunctionOfTheStep() {
    TrainingTask task = task(network(2, 4), new DataSupervision(PATH), 0.5);
    Batch batch = task.batches().at(1, 5, 64);
    assertThat(task(network(2, 4), new DataSupervision(PATH), 0.5).batches().at(1, 5, 64))
        .isEqualTo(batch);
    assertThat(batch.get("context.label").longs()).contains(-1, 0, 1);
    assertThat(task.batches().at(1, 6, 64)).isNotEqualTo(batch);
  }

  @Test
  void aPoolSpansStepsAndAResumedRunSeesTheSame() {
    TrainingTask whole = task(network(2, 4), transport(40), 0.5);
    List<Batch> steps = new ArrayList<>();
    for (long step = 0; step < 8; step++) {
      steps.add(whole.batches().at(1, step, 10));
      Batch fresh = task(network(2, 4), transport(40), 0.5).batches().at(1, step, 10);
      assertThat(fresh).isEqualTo(steps.get((int) step));
      Batch alone = task(network(2, 4), transport(null), 0).batches().at(1, step, 10);
      assertThat(fresh.get("x1.x")).isEqualTo(alone.get("x1.x"));
    }
    // one plan for steps 0 to 3, another for 4 to 7
    assertThat(steps.get(3).get("cost").get(0)).isEqualTo(steps.get(0).get("cost").get(0));
    assertThat(steps.get(4).get("cost").get(0)).isNotEqualTo(steps.get(0).get("cost").get(0));
    double sum = 0;
    for (Batch b : steps.subList(0, 4)) {
      for (int i = 0; i < 10; i++) {
        double d = b.get("x1.x").get(i) - b.get("x0.x").get(i);
        sum += d * d / 40;
      }
    }
    assertThat(sum).isCloseTo(steps.get(0).get("cost").get(0), within(1e-9));
  }

  @Test
  void pairsDoNotTellTheLabelOfTheSource() {
    double within = sourceGivenLabel(transport(null));
    double blind =
        sourceGivenLabel(
            new CoupledSupervision(PATH, new OptimalTransport(Optional.empty(), Optional.of(0.0))));
    // Means of 4000 normals: 0 +- 0.016 within labels; halves of a normal lie at -0.8 and 0.8.
    assertThat(within).isCloseTo(0, within(0.08));
    assertThat(blind).isGreaterThan(0.7);
  }

  /** The mean source point of label 1. */
  private static double sourceGivenLabel(Supervision supervision) {
    TrainingTask task = task(network(2, 4), supervision, 0);
    double sum = 0;
    int n = 0;
    for (long step = 0; step < 80; step++) {
      Batch b = task.batches().at(1, step, 100);
      for (int i = 0; i < 100; i++) {
        if (b.get("context.label").get(i) == 1) {
          sum += b.get("x0.x").get(i);
          n++;
        }
      }
    }
    return sum / n;
  }

  @Test
  void aCheckpointOfOtherConditionsIsRefused(@TempDir Path folder) {
    NetworkModel two = network(2, 4);
    TrainingConfig config = GaussianProblem.config(1, 4, 1, 1);
    try (Backend b = backend();
        Trainer trainer = new Trainer(b, task(two, new DataSupervision(PATH), 0), config, 1)) {
      Checkpoints checkpoints = new Checkpoints(folder, 1);
      trainer.train(Optional.of(checkpoints), TrainingListener.none());
      Checkpoint checkpoint = checkpoints.latest().orElseThrow();
      NetworkModel three = network(3, 4);
      assertThatThrownBy(() -> checkpoint.average(three.description(), three.weights()))
          .hasMessageContaining(
              "[GM/CHECKPOINT] the weights are of another model: found 'is told label INT64[B]"
                  + " of 2 categories'; expected 'is told label INT64[B] of 3 categories'");
    }
  }
}
