package org.generatormatching.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Context;
import org.generatormatching.api.Factor;
import org.generatormatching.api.Head;
import org.generatormatching.api.HeadLoss;
import org.generatormatching.api.SampleRequest;
import org.generatormatching.api.State;
import org.generatormatching.api.Term;
import org.generatormatching.api.TimeGrid;
import org.generatormatching.api.Times;
import org.generatormatching.api.path.AffineGaussianPath;
import org.generatormatching.api.schedule.Convex;
import org.generatormatching.generators.Flow;
import org.generatormatching.generators.GridSampler;
import org.generatormatching.generators.SquaredError;
import org.generatormatching.generators.VelocityHead;
import org.generatormatching.runtime.bench.Benchmark;
import org.generatormatching.spaces.Euclidean;
import org.generatormatching.tensor.Arguments;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.DeviceArray;
import org.generatormatching.tensor.DeviceWeights;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Program;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Traced;
import org.generatormatching.training.Conditions;
import org.generatormatching.training.NetworkModel;
import org.generatormatching.training.network.Activation;
import org.generatormatching.training.network.Mlp;

/**
 * One Euler step of a sampler against one evaluation of its network alone, on as many points: after
 * every step the network is run once, so both are timed in turns.
 */
public final class SamplerStep implements Benchmark {
  private static final long SEED = 1;
  private static final int FREQUENCIES = 8;

  private final List<Size> sizes;

  /**
   * What is sampled.
   *
   * @param width of the network's four inner layers
   * @param points in one chunk
   * @param steps that are timed, after as many that are not
   */
  record Size(int width, int points, int steps) {}

  /** Of the usual sizes. */
  public SamplerStep() {
    this(List.of(new Size(256, 10_000, 20), new Size(256, 1024, 100), new Size(16, 64, 5000)));
  }

  SamplerStep(List<Size> sizes) {
    this.sizes = sizes;
  }

  @Override
  public String name() {
    return "sample";
  }

  @Override
  public String description() {
    return "a step of a sampler against one evaluation of its network";
  }

  @Override
  public List<Case> run(Setting setting) {
    List<Case> cases = new ArrayList<>();
    try (Backend backend = setting.engine().open(setting.config())) {
      for (Size size : sizes) {
        String name = "width %d, %d points: step / forward".formatted(size.width, size.points);
        Comparison c = compare(backend, Clock.of(setting.config()), size);
        setting.progress().accept(name + ": " + c);
        cases.add(c.milliseconds(name));
      }
    }
    return cases;
  }

  private Comparison compare(Backend backend, Clock clock, Size size) {
    Euclidean space = Euclidean.of(2);
    ConditionalPath path = new AffineGaussianPath(space, Convex.condOt());
    Head head = new VelocityHead(path);
    HeadLoss loss = new HeadLoss(head, new SquaredError(), 1);
    Mlp.Config network =
        new Mlp.Config(Collections.nCopies(4, size.width), Activation.SILU, FREQUENCIES, 0);
    NetworkModel model =
        new NetworkModel(
            List.of(new Factor("", space, path, List.of(loss))),
            ComponentId.of("mlp@1"),
            network.kind(),
            Conditions.none());
    Term term = Term.of(head, new Flow(), new Flow().steppers(space).get(0));
    TimeGrid grid = TimeGrid.uniform(0, 0.9, 2 * size.steps);
    try (DeviceWeights weights = backend.upload(model.weights(), model.weights().initial(SEED));
        Forward forward = new Forward(backend, model, head, weights, size.points)) {
      Turns turns = new Turns(clock, size.steps, forward);
      SampleRequest request =
          SampleRequest.of(List.of(term), path.source(), size.points, grid, SEED)
              .with(weights)
              .with((SampleRequest.Listener) (first, step, t, points) -> turns.after(step));
      new GridSampler(size.points).sample(backend, model, request);
      return Comparison.of(turns.steps(), turns.forwards());
    }
  }

  /** Times the steps between two calls, and one evaluation in each call. */
  private static final class Turns {
    private final Clock clock;
    private final int untimed;
    private final Forward forward;
    private final List<Double> steps = new ArrayList<>();
    private final List<Double> forwards = new ArrayList<>();
    private long last;

    Turns(Clock clock, int untimed, Forward forward) {
      this.untimed = untimed;
      this.clock = clock;
      this.forward = forward;
      this.last = clock.nanos();
    }

    void after(int step) {
      long now = clock.nanos();
      if (step > untimed) {
        steps.add((now - last) / 1e9);
      }
      long start = clock.nanos();
      forward.run();
      last = clock.nanos();
      if (step > untimed) {
        forwards.add((last - start) / 1e9);
      }
    }

    double[] steps() {
      return steps.stream().mapToDouble(v -> v).toArray();
    }

    double[] forwards() {
      return forwards.stream().mapToDouble(v -> v).toArray();
    }
  }

  /** The network alone, compiled. */
  private static final class Forward implements AutoCloseable {
    private final Program program;
    private final DeviceArray x;
    private final Arguments arguments;

    Forward(Backend backend, NetworkModel model, Head head, DeviceWeights weights, int points) {
      Signature in = Signature.of("x", ArraySpec.floats(2)).with("t", ArraySpec.number());
      Traced traced =
          Traced.of(
              "forward",
              in,
              leaves -> {
                State point = State.of("x", Objects.requireNonNull(leaves.get("x")));
                Tensor now = Objects.requireNonNull(leaves.get("t"));
                Tensor t = now.broadcast(Shape.of(Shape.B));
                Times times = new Times(t, t.rsub(1), Map.of());
                return model.at(point, times, Context.none()).of(head).value().arrays();
              });
      program = backend.compile(traced);
      x = Perceptron.normal(backend, "x", points, 2);
      arguments = Arguments.of(points, List.of(x, HostArray.scalar(0.5))).with(weights);
    }

    void run() {
      program.run(arguments).forEach(DeviceArray::close);
    }

    @Override
    public void close() {
      program.close();
      x.close();
    }
  }
}
