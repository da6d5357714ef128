package org.generatormatching.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.generatormatching.api.Factor;
import org.generatormatching.api.Metric;
import org.generatormatching.api.path.AffineGaussianPath;
import org.generatormatching.api.schedule.Cosine;
import org.generatormatching.cli.report.SolverCurve;
import org.generatormatching.cli.solvers.Solver;
import org.generatormatching.cli.solvers.Solvers;
import org.generatormatching.generators.Convergence;
import org.generatormatching.generators.GaussianHead;
import org.generatormatching.generators.GaussianLaw;
import org.generatormatching.runtime.registry.Registry;
import org.generatormatching.spaces.Euclidean;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares solvers. */
@Command(
    name = "solvers",
    description = {
      "Compare every solver of a run's model by the run's metrics, with equal steps between the"
          + " ends of the run's grid and at equal numbers of network evaluations; solvers.json and"
          + " solvers.svg go into the run directory.",
      "Without a run: the weak orders of convergence of all solvers of a velocity, measured against"
          + " a Gaussian's exact law in FLOAT64."
    },
    mixinStandardHelpOptions = true)
final class SolversCommand implements Callable<Integer> {
  private static final double MEAN = 1.5;
  private static final double SPREAD = 0.3;
  private static final int STEPS = 64;

  private final Console console;

  @Parameters(paramLabel = "RUN", arity = "0..1", description = "The directory of a run.")
  @Nullable Path run;

  @Option(names = "-n", paramLabel = "N", description = "Samples of each solver; 2000 by default.")
  int count = 2000;

  @Option(
      names = "--evaluations",
      paramLabel = "N",
      split = ",",
      description = "Numbers of network evaluations; 2,5,10,20,50,100 by default.")
  List<Integer> budgets = List.of(2, 5, 10, 20, 50, 100);

  @Option(names = "--json", description = "Print one JSON object.")
  boolean json;

  @Mixin EngineOptions engine = new EngineOptions();

  SolversCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    check();
    if (run == null) {
      orders(Plugins.told(console));
      return 0;
    }
    try (OpenRun open = OpenRun.of(console, run, engine)) {
      List<Solver> solvers = solvers(open);
      print(open.work().solvers(solvers, budgets.stream().sorted().toList(), count));
    }
    return 0;
  }

  private void check() {
    Usage usage = new Usage().least("-n", count, 1);
    budgets.forEach(b -> usage.least("--evaluations", b, 1));
    usage.check();
  }

  /** Those of the heads of the run's terms. */
  private static List<Solver> solvers(OpenRun open) {
    var parts = open.experiment().parts();
    Factor factor = parts.onlyFactor("solvers are compared for models");
    if (parts.metrics().isEmpty()) {
      throw Problem.of(GmError.CONFIG, "solvers are compared by metrics")
          .found("none")
          .at("evaluation.metrics")
          .exception();
    }
    return Solvers.of(open.experiment(), factor);
  }

  private void print(List<SolverCurve> curves) {
    if (json) {
      Map<String, Object> m = new LinkedHashMap<>();
      m.put("run", String.valueOf(run));
      m.put("solvers", curves.stream().map(SolverCurve::tree).toList());
      console.out().println(Json.text(m));
      return;
    }
    int width = curves.stream().mapToInt(c -> c.solver().length()).max().orElse(1);
    for (Metric.Score metric : SolverCurve.metrics(curves)) {
      console.out().printf(Locale.ROOT, "%s, noise floor %.4f%n", metric.name(), metric.floor());
      for (SolverCurve c : curves) {
        String name = c.solver() + " ".repeat(width - c.solver().length());
        StringBuilder row = new StringBuilder("  ").append(name);
        for (SolverCurve.Place p : c.places()) {
          row.append(
              String.format(Locale.ROOT, " %4d: %.4f", p.evaluations(), p.value(metric.name())));
        }
        console.out().println(row);
      }
    }
  }

  private void orders(Registry registry) {
    Euclidean line = Euclidean.float64(1);
    Cosine schedule = new Cosine();
    GaussianHead head = GaussianHead.velocity(new AffineGaussianPath(line, schedule));
    GaussianLaw law = new GaussianLaw(MEAN, SPREAD, schedule);
    List<Order> rows = new ArrayList<>();
    for (Solver s : Solvers.of(registry, head, line)) {
      if (s.loop() == Solver.Loop.GRID) {
        Convergence.measure(s.terms(), law, 0, 1, STEPS).ifPresent(c -> rows.add(new Order(s, c)));
      }
    }
    if (json) {
      console.out().println(Json.text(Map.of("orders", rows.stream().map(Order::tree).toList())));
      return;
    }
    console
        .out()
        .printf(
            "%-56s %8s %8s %11s %10s%n", "solver", "declared", "measured", "evaluations", "error");
    for (Order o : rows) {
      Convergence c = o.convergence();
      console
          .out()
          .printf(
              Locale.ROOT,
              "%-56s %8d %8.3f %11d %10.1e%n",
              o.solver().name(),
              o.solver().order(),
              c.order(),
              c.evaluations(),
              c.coarse());
    }
  }

  private record Order(Solver solver, Convergence convergence) {
    Map<String, Object> tree() {
      Map<String, Object> m = new LinkedHashMap<>();
      m.put("solver", solver.name());
      m.put("declared-order", solver.order());
      m.put("measured-order", convergence.order());
      m.put("steps", STEPS);
      m.put("evaluations", convergence.evaluations());
      m.put("error", convergence.coarse());
      return m;
    }
  }
}
