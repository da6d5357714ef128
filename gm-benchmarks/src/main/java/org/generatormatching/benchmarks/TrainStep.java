package org.generatormatching.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.generatormatching.engine.pytorch.TorchScriptFunction;
import org.generatormatching.runtime.bench.Benchmark;
import org.generatormatching.tensor.Arguments;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.DeviceArray;
import org.generatormatching.tensor.Program;
import org.generatormatching.tensor.Traced;
import org.generatormatching.tensor.TrainingProgram;

/**
 * One training step against what cannot be avoided: a large network against its matrix products, a
 * small one against a step that is written by hand, and a long program's way to the engine against
 * compiling alone. Runs on the PyTorch engine.
 */
public final class TrainStep implements Benchmark {
  private static final int TRIALS = 5;

  private final Plan plan;
  private final Perceptron large;
  private final Perceptron small;
  private final int nodes;

  /** Of the usual sizes. */
  public TrainStep() {
    this(Plan.usual(), new Perceptron(256, 4, 1024), new Perceptron(16, 4, 16), 3000);
  }

  TrainStep(Plan plan, Perceptron large, Perceptron small, int nodes) {
    this.plan = plan;
    this.large = large;
    this.small = small;
    this.nodes = nodes;
  }

  @Override
  public String name() {
    return "train-step";
  }

  @Override
  public String description() {
    return "a training step against its matrix products and against hand-written TorchScript";
  }

  @Override
  public List<Case> run(Setting setting) {
    List<Case> cases = new ArrayList<>();
    try (Backend backend = setting.engine().open(setting.config())) {
      products(backend, setting, cases);
      twin(backend, setting, large, cases);
      twin(backend, setting, small, cases);
      compilation(backend, setting, cases);
    }
    return cases;
  }

  private static String named(Perceptron p, String what) {
    return "width %d, batch %d: %s".formatted(p.width(), p.batch(), what);
  }

  private static Case told(Setting setting, Comparison c, String name) {
    setting.progress().accept(name + ": " + c);
    return c.milliseconds(name);
  }

  private void products(Backend backend, Setting setting, List<Case> cases) {
    try (Run step = new Run(backend, large);
        MatrixProducts own = new MatrixProducts(backend, large, MatrixProducts.Kernel.OWN);
        MatrixProducts dnn = new MatrixProducts(backend, large, MatrixProducts.Kernel.ONE_DNN)) {
      Comparison c = Comparison.of(plan, Clock.of(setting.config()), step::step, own::run);
      cases.add(told(setting, c, named(large, "step / its matrix products")));
      Comparison kernels = Comparison.of(plan, Clock.of(setting.config()), own::run, dnn::run);
      MatrixProducts fastest = kernels.ratio() > 1 ? dnn : own;
      double speed = own.operations() / kernels.seconds() / 1e9;
      double best = own.operations() / Math.min(kernels.seconds(), kernels.floor()) / 1e9;
      double dnnSpeed = own.operations() / kernels.floor() / 1e9;
      String rates =
          String.format(
              Locale.ROOT,
              "torch.mm %.1f GFLOP/s, oneDNN on its own layout %.1f GFLOP/s",
              speed,
              dnnSpeed);
      setting.progress().accept("matrix products: " + rates);
      cases.add(new Case(named(large, "matrix products"), speed, "GFLOP/s", best, speed / best));
      Comparison f = Comparison.of(plan, Clock.of(setting.config()), step::step, fastest::run);
      cases.add(told(setting, f, named(large, "step / fastest matrix products")));
    }
  }

  private void twin(Backend backend, Setting setting, Perceptron p, List<Case> cases) {
    try (Run step = new Run(backend, p);
        HandWrittenStep twin = new HandWrittenStep(backend, p, step.x, step.u)) {
      Comparison c = Comparison.of(plan, Clock.of(setting.config()), step::step, twin::step);
      cases.add(told(setting, c, named(p, "step / hand-written TorchScript")));
    }
  }

  private void compilation(Backend backend, Setting setting, List<Case> cases) {
    Clock clock = Clock.of(setting.config());
    LongProgram program = LongProgram.ofNodes(nodes);
    Traced counted = program.trace();
    String source = TorchScriptFunction.lowered(backend, counted);
    String name = counted.nodes().size() + " nodes: trace, gradient, lowering, compilation";
    double[] whole = new double[TRIALS];
    double[] alone = new double[TRIALS];
    for (int k = 0; k < TRIALS; k++) {
      long start = clock.nanos();
      try (Program p = backend.compile(program.trace())) {
        whole[k] = (clock.nanos() - start) / 1e9;
      }
      start = clock.nanos();
      try (TorchScriptFunction f = TorchScriptFunction.compile(backend, "floor", source)) {
        alone[k] = (clock.nanos() - start) / 1e9;
      }
    }
    setting.progress().accept(name + ": first %.3f s".formatted(whole[0]));
    Comparison c = Comparison.of(whole, alone);
    cases.add(new Case(name, c.seconds(), "s", c.floor(), c.ratio()));
  }

  /** A training program and its data. */
  private static final class Run implements AutoCloseable {
    private final DeviceArray x;
    private final DeviceArray u;
    private final TrainingProgram program;
    private final Arguments arguments;

    Run(Backend backend, Perceptron p) {
      x = Perceptron.normal(backend, "x", p.batch(), Perceptron.IN);
      u = Perceptron.normal(backend, "u", p.batch(), Perceptron.OUT);
      program = p.compile(backend);
      arguments = Arguments.of(p.batch(), List.of(x, u));
    }

    void step() {
      program.step(arguments, Perceptron.RATE).close();
    }

    @Override
    public void close() {
      program.close();
      x.close();
      u.close();
    }
  }
}
