package org.generatormatching.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Factor;
import org.generatormatching.api.Model;
import org.generatormatching.api.SampleRequest;
import org.generatormatching.api.TimeGrid;
import org.generatormatching.cli.paths.Marginals;
import org.generatormatching.cli.paths.Watch;
import org.generatormatching.cli.report.LawPicture;
import org.generatormatching.cli.report.PathPicture;
import org.generatormatching.cli.solvers.Solver;
import org.generatormatching.cli.solvers.Solvers;
import org.generatormatching.io.AtomicFile;
import org.generatormatching.runtime.Experiment;
import org.generatormatching.runtime.registry.Registry;
import org.generatormatching.tck.oracle.ExactModel;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Problem;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows generators of one path and how far each is from the path's laws. */
@Command(
    name = "paths",
    description = {
      "Simulate generators of one path: the own terms of a configuration, and every solver of its"
          + " heads. Of a configuration the exact ones for a few data points, without training; of"
          + " a run's directory those of the trained model.",
      "Prints how far the law of the first coordinate, or of the first two over 16 x 16 squares, is"
          + " from the path's, in total variation at four times, beside what as many exact draws"
          + " give."
    },
    mixinStandardHelpOptions = true)
final class PathsCommand implements Callable<Integer> {
  private static final double[] SHARES = {0.25, 0.5, 0.75, 1};
  private static final int ENDS = 400_000;

  private final Console console;

  @Parameters(paramLabel = "CONFIG|RUN", description = "A YAML file, or the directory of a run.")
  Path what = Path.of("");

  @Option(names = "-n", paramLabel = "N", description = "Samples; 20000 by default.")
  int count = 20_000;

  @Option(
      names = "--points",
      paramLabel = "K",
      description =
          "Data points that the path of a configuration ends at, held-out rows with equal weights;"
              + " 1 by default. The path of a run ends at its training data.")
  @Nullable Integer points;

  @Option(
      names = "-o",
      paramLabel = "FILE.svg",
      description = "Draw trajectories, or the laws in the plane.")
  @Nullable Path out;

  @Option(names = "--json", description = "Print one JSON object.")
  boolean json;

  @Mixin ConfigOptions options = new ConfigOptions();

  PathsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    boolean trained = Files.isDirectory(what);
    new Usage()
        .least("-n", count, 1)
        .least("--points", points, 1)
        .problem(
            trained && points != null,
            Problem.of(GmError.USAGE, "the path of a run ends at its training data")
                .found("--points " + points)
                .expected("a configuration beside it"))
        .absent(out)
        .check();
    if (trained) {
      try (OpenRun open = OpenRun.of(console, what, options.overrides())) {
        Experiment e = open.experiment();
        Batch rows = e.parts().dataset().training(HostRng.of(seed(e)).fork("ends"), 0, ENDS);
        open.work().watch(count, simulation -> show(e, rows, simulation));
      }
      return 0;
    }
    Registry registry = Plugins.told(console);
    try (Experiment e = Experiment.open(options.load(what, registry), registry)) {
      int k = points == null ? 1 : points;
      Batch rows = e.parts().dataset().heldOut(k);
      if (rows.size() < k) {
        throw Problem.of(GmError.DATA, "the data have too few held-out rows")
            .found(rows.size())
            .expected("--points " + k)
            .exception();
      }
      show(e, rows, exact(e, encoded(e, rows)));
    }
    return 0;
  }

  /** Runs a solver that stops at the times of a grid, under a listener. */
  @FunctionalInterface
  interface Simulation {
    void run(Solver solver, TimeGrid grid, SampleRequest.Listener listener);
  }

  private static long seed(Experiment e) {
    return e.configuration().config().seed();
  }

  private static Batch encoded(Experiment e, Batch rows) {
    return e.parts().codec().encode(rows).only(e.parts().path().space().point().names());
  }

  private Simulation exact(Experiment e, Batch ends) {
    double[] weights = new double[ends.size()];
    Arrays.fill(weights, 1.0 / ends.size());
    Model model = new ExactModel(e.parts().path(), ends, weights);
    return (solver, grid, listener) ->
        solver
            .stopping()
            .orElseThrow()
            .sample(
                e.backend(),
                model,
                SampleRequest.of(solver.terms(), e.parts().path().source(), count, grid, seed(e))
                    .with(listener));
  }

  private record Result(String solver, double[] variation) {}

  private void show(Experiment e, Batch rows, Simulation simulation) {
    Factor factor = e.parts().onlyFactor("paths are shown of models");
    if (e.configuration().config().sampling().schedule().isPresent()) {
      throw Problem.of(GmError.UNSUPPORTED, "paths are shown on the schedule of the model")
          .found("another one")
          .at("sampling.schedule")
          .advice("Give it to the factor.")
          .exception();
    }
    TimeGrid grid = e.parts().grid();
    List<Integer> steps =
        Arrays.stream(SHARES).mapToObj(s -> (int) Math.rint(s * grid.steps())).distinct().toList();
    List<Double> times = steps.stream().map(grid::at).toList();
    Marginals exact = new Marginals(e.parts().path(), encoded(e, rows), times, count, seed(e));
    List<Result> results = new ArrayList<>();
    results.add(
        new Result(
            "as many exact draws",
            exact.laws().stream().mapToDouble(Marginals.Marginal::floor).toArray()));
    Pictures pictures = new Pictures(exact);
    for (Solver s : Solvers.of(e, factor)) {
      if (s.stopping().isPresent()) {
        Watch watch =
            s.loop() == Solver.Loop.GRID
                ? new Watch(exact, grid, steps)
                : rarely(exact, grid.at(0));
        simulation.run(s, watch.grid(), watch);
        double[] off = new double[steps.size()];
        Arrays.setAll(off, k -> exact.laws().get(k).variation(watch.places(k)));
        results.add(new Result(s.name(), off));
        pictures.add(s, watch, off);
      }
    }
    print(results, times);
    if (out != null) {
      AtomicFile.write(out, pictures.svg().getBytes(StandardCharsets.UTF_8));
      console.err().println("picture: " + out);
    }
  }

  /** What is not made of steps is looked at where it must be: every stop has its price. */
  private static Watch rarely(Marginals exact, double from) {
    List<Double> stops = exact.laws().stream().map(Marginals.Marginal::t).toList();
    List<Double> times = Stream.concat(Stream.of(from), stops.stream()).distinct().toList();
    return new Watch(exact, new TimeGrid(times), stops.stream().map(times::indexOf).toList());
  }

  /** Trajectories on a line, of what is made of steps; laws in the plane. */
  private static final class Pictures {
    private final Marginals exact;
    private final List<PathPicture.Panel> panels = new ArrayList<>();
    private final List<LawPicture.Row> rows = new ArrayList<>();

    Pictures(Marginals exact) {
      this.exact = exact;
      rows.add(
          new LawPicture.Row(
              "the path",
              exact.laws().stream()
                  .map(l -> new LawPicture.Cell(number("t = %.2f", l.t()), l.draws()))
                  .toList()));
    }

    void add(Solver solver, Watch watch, double[] off) {
      if (exact.coordinates() == 1) {
        if (solver.loop() == Solver.Loop.GRID) {
          double[] times = watch.grid().times().stream().mapToDouble(v -> v).toArray();
          panels.add(new PathPicture.Panel(solver.name(), times, watch.ways()));
        }
        return;
      }
      List<LawPicture.Cell> cells = new ArrayList<>();
      for (int k = 0; k < off.length; k++) {
        cells.add(new LawPicture.Cell(number("total variation %.3f", off[k]), watch.places(k)));
      }
      rows.add(new LawPicture.Row(solver.name(), cells));
    }

    String svg() {
      return exact.coordinates() == 1 ? PathPicture.svg(panels) : LawPicture.svg(rows);
    }

    private static String number(String format, double v) {
      return String.format(Locale.ROOT, format, v);
    }
  }

  private void print(List<Result> results, List<Double> times) {
    if (json) {
      Map<String, Object> m = new LinkedHashMap<>();
      m.put("times", times);
      m.put("floors", Arrays.stream(results.get(0).variation()).boxed().toList());
      m.put("solvers", results.stream().skip(1).map(PathsCommand::tree).toList());
      console.out().println(Json.text(m));
      return;
    }
    int width =
        Stream.concat(Stream.of("total variation"), results.stream().map(Result::solver))
            .mapToInt(String::length)
            .max()
            .orElse(0);
    StringBuilder head = new StringBuilder(padded("total variation", width));
    times.forEach(t -> head.append(String.format(Locale.ROOT, "  t=%.3f", t)));
    console.out().println(head);
    for (Result r : results) {
      StringBuilder row = new StringBuilder(padded(r.solver(), width));
      for (double v : r.variation()) {
        row.append(String.format(Locale.ROOT, "  %7.4f", v));
      }
      console.out().println(row);
    }
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(width - text.length());
  }

  private static Map<String, Object> tree(Result r) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("solver", r.solver());
    row.put("total-variation", Arrays.stream(r.variation()).boxed().toList());
    return row;
  }
}
