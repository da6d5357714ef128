package org.generatormatching.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Context;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.Factor;
import org.generatormatching.api.GeneratorFamily;
import org.generatormatching.api.Head;
import org.generatormatching.api.HeadLoss;
import org.generatormatching.api.Network;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.SampleRequest;
import org.generatormatching.api.State;
import org.generatormatching.api.Target;
import org.generatormatching.api.Term;
import org.generatormatching.api.TimeGrid;
import org.generatormatching.api.Times;
import org.generatormatching.api.path.AffineGaussianPath;
import org.generatormatching.api.path.MixturePath;
import org.generatormatching.api.schedule.Convex;
import org.generatormatching.api.schedule.Linear;
import org.generatormatching.generators.CrossEntropy;
import org.generatormatching.generators.Ctmc;
import org.generatormatching.generators.Flow;
import org.generatormatching.generators.GaussianHead;
import org.generatormatching.generators.GeneralisedKl;
import org.generatormatching.generators.GridSampler;
import org.generatormatching.generators.PosteriorHead;
import org.generatormatching.generators.SquaredError;
import org.generatormatching.plugins.jump.BinJump;
import org.generatormatching.plugins.jump.Bins;
import org.generatormatching.plugins.jump.GaussianJumpHead;
import org.generatormatching.runtime.bench.Benchmark;
import org.generatormatching.spaces.Categorical;
import org.generatormatching.spaces.Euclidean;
import org.generatormatching.tensor.Argument;
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
import org.generatormatching.training.network.ResidualMlp;

/**
 * One step of a sampler against as many evaluations of its network alone as it makes, on as many
 * points: after every step the network is run, so both are timed in turns. Euler's and the midpoint
 * step of a flow in the plane, and a tau leap of 64 tokens, whose head and jumps are work of the
 * step. Jumps of a plane's coordinates into 64 bins stand beside the flow's network, which makes 2
 * numbers and not 128: what a jump model costs in the place of a flow.
 */
public final class SamplerStep implements Benchmark {
  private static final long SEED = 1;
  private static final int FREQUENCIES = 8;
  private static final int SITES = 64;
  private static final int TOKENS = 18;
  private static final int BINS = 64;

  private final List<Size> sizes;

  /** What moves. */
  enum Kind {
    /** A flow in the plane by a perceptron of four inner layers. */
    FLOW("", "step / forward"),
    /** The same by the midpoint rule. */
    MIDPOINT("midpoint, ", "step / 2 forwards"),
    /** Jumps into bins in the plane, by the same trunk. */
    JUMPS(BINS + " bins, ", "step / forward of the flow"),
    /** 64 sites of 18 tokens by a residual perceptron of three blocks. */
    TOKENS(SITES + " tokens, ", "step / forward");

    private final String prefix;
    private final String ratio;

    Kind(String prefix, String ratio) {
      this.prefix = prefix;
      this.ratio = ratio;
    }
  }

  /**
   * What is sampled.
   *
   * @param width of the network
   * @param points in one chunk
   * @param steps that are timed, after as many that are not
   */
  record Size(Kind kind, int width, int points, int steps) {
    String title() {
      return "%swidth %d, %d points: %s".formatted(kind.prefix, width, points, kind.ratio);
    }
  }

  /** Of the usual sizes. */
  public SamplerStep() {
    this(
        List.of(
            new Size(Kind.FLOW, 256, 10_000, 20),
            new Size(Kind.FLOW, 256, 1024, 100),
            new Size(Kind.FLOW, 16, 64, 5000),
            new Size(Kind.MIDPOINT, 256, 10_000, 50),
            new Size(Kind.JUMPS, 256, 10_000, 50),
            new Size(Kind.TOKENS, 256, 1024, 20)));
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
    return "a step of a sampler against its evaluations of the network alone";
  }

  @Override
  public List<Case> run(Setting setting) {
    List<Case> cases = new ArrayList<>();
    try (Backend backend = setting.engine().open(setting.config())) {
      for (Size size : sizes) {
        Subject subject =
            switch (size.kind) {
              case FLOW -> Subject.flow(size, "euler@1");
              case MIDPOINT -> Subject.flow(size, "midpoint@1");
              case JUMPS -> Subject.jumps(size);
              case TOKENS -> Subject.tokens(size);
            };
        Subject floor = size.kind == Kind.JUMPS ? Subject.flow(size, "euler@1") : subject;
        Comparison c = compare(backend, Clock.of(setting.config()), size, subject, floor);
        setting.progress().accept(size.title() + ": " + c);
        cases.add(c.milliseconds(size.title()));
      }
    }
    return cases;
  }

  /**
   * A model to sample from.
   *
   * @param path the path
   * @param loss the head with a divergence
   * @param family simulates it
   * @param stepper of the family
   * @param id of the network
   * @param network its form
   */
  private record Subject(
      ConditionalPath path,
      HeadLoss loss,
      GeneratorFamily family,
      String stepper,
      ComponentId id,
      Network.Kind network) {
    static Subject flow(Size size, String stepper) {
      ConditionalPath path = plane();
      HeadLoss loss = new HeadLoss(GaussianHead.velocity(path), new SquaredError(), 1);
      return perceptron(size, path, loss, new Flow(), stepper);
    }

    static Subject jumps(Size size) {
      ConditionalPath path = plane();
      Bins bins = new Bins(Bins.usual().low(), Bins.usual().high(), BINS);
      HeadLoss loss = new HeadLoss(new GaussianJumpHead(path, bins), new GeneralisedKl(), 1);
      return perceptron(size, path, loss, new BinJump(bins), "bin-leap@1");
    }

    private static ConditionalPath plane() {
      return new AffineGaussianPath(Euclidean.of(2), Convex.condOt());
    }

    private static Subject perceptron(
        Size size, ConditionalPath path, HeadLoss loss, GeneratorFamily family, String stepper) {
      Mlp.Config network =
          new Mlp.Config(Collections.nCopies(4, size.width), Activation.SILU, FREQUENCIES, 0);
      return new Subject(path, loss, family, stepper, ComponentId.of("mlp@1"), network.kind());
    }

    static Subject tokens(Size size) {
      ConditionalPath path = MixturePath.masked(new Categorical(SITES, TOKENS), new Linear());
      ResidualMlp.Config network =
          new ResidualMlp.Config(size.width, 3, 2, 64, Activation.SILU, FREQUENCIES, 0);
      return new Subject(
          path,
          new HeadLoss(new PosteriorHead(path), new CrossEntropy(), 1),
          new Ctmc(),
          "tau-leap@1",
          ComponentId.of("residual-mlp@1"),
          network.kind());
    }

    NetworkModel model(HeadLoss by) {
      List<Factor> factors = List.of(new Factor("", path.space(), path, List.of(by)));
      return new NetworkModel(factors, id, network, Conditions.none());
    }

    Term term() {
      return Term.of(loss.head(), family, family.stepper(path.space(), stepper));
    }
  }

  private Comparison compare(
      Backend backend, Clock clock, Size size, Subject subject, Subject floor) {
    NetworkModel model = subject.model(subject.loss);
    NetworkModel other = floor.model(floor.loss);
    int evaluations = subject.term().stepper().nodes(false).length;
    TimeGrid grid = TimeGrid.uniform(0, 0.9, 2 * size.steps);
    try (DeviceWeights weights = backend.upload(model.weights(), model.weights().initial(SEED));
        DeviceWeights alone = backend.upload(other.weights(), other.weights().initial(SEED));
        Forward forward = new Forward(backend, floor, alone, size.points)) {
      Turns turns = new Turns(clock, size.steps, forward, evaluations);
      SampleRequest request =
          SampleRequest.of(List.of(subject.term()), subject.path.source(), size.points, grid, SEED)
              .with(weights)
              .with((SampleRequest.Listener) (first, step, t, points) -> turns.after(step));
      new GridSampler(size.points).sample(backend, model, request);
      return Comparison.of(turns.steps(), turns.forwards());
    }
  }

  /** Times the steps between two calls, and as many evaluations in each call. */
  private static final class Turns {
    private final Clock clock;
    private final int untimed;
    private final Forward forward;
    private final int evaluations;
    private final List<Double> steps = new ArrayList<>();
    private final List<Double> forwards = new ArrayList<>();
    private long last;

    Turns(Clock clock, int untimed, Forward forward, int evaluations) {
      this.untimed = untimed;
      this.evaluations = evaluations;
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
      for (int i = 0; i < evaluations; i++) {
        forward.run();
      }
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

  /** Hands over what the network made. */
  private record Raw(Head head) implements Head {
    @Override
    public ComponentId id() {
      return head.id();
    }

    @Override
    public Set<CoordinateId> gives() {
      return head.gives();
    }

    @Override
    public Signature raw() {
      return head.raw();
    }

    @Override
    public Prediction predict(State raw, State xt, Times t) {
      return Prediction.of(raw);
    }

    @Override
    public Target target(Evidence evidence, Times t) {
      return head.target(evidence, t);
    }

    @Override
    public Parameter toParameter(CoordinateId wanted, State value, State xt, Times t) {
      return head.toParameter(wanted, value, xt, t);
    }
  }

  /** The network alone, compiled. */
  private static final class Forward implements AutoCloseable {
    private static final String TIME = "time";

    private final Program program;
    private final List<DeviceArray> x = new ArrayList<>();
    private final Arguments arguments;

    Forward(Backend backend, Subject subject, DeviceWeights weights, int points) {
      HeadLoss loss = new HeadLoss(new Raw(subject.loss.head()), subject.loss.divergence(), 1);
      NetworkModel model = subject.model(loss);
      Signature point = model.point();
      Traced traced =
          Traced.of(
              "forward",
              point.with(TIME, ArraySpec.number()),
              leaves -> {
                State here = State.empty();
                for (String n : point.names()) {
                  here = here.with(n, Objects.requireNonNull(leaves.get(n)));
                }
                Tensor now = Objects.requireNonNull(leaves.get(TIME));
                Tensor t = now.broadcast(Shape.of(Shape.B));
                Times times = new Times(t, t.rsub(1), Map.of());
                return model.at(here, times, Context.none()).of(loss.head()).value().arrays();
              });
      program = backend.compile(traced);
      List<Argument> in = new ArrayList<>();
      for (ArraySpec spec : point.arrays().values()) {
        long[] dims = spec.shape().concrete(points);
        x.add(backend.upload(HostArray.zeros(spec.dtype(), dims)));
      }
      in.addAll(x);
      in.add(HostArray.scalar(0.5));
      arguments = Arguments.of(points, in).with(weights);
    }

    void run() {
      program.run(arguments).forEach(DeviceArray::close);
    }

    @Override
    public void close() {
      program.close();
      x.forEach(DeviceArray::close);
    }
  }
}
