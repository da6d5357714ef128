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
import java.util.function.Supplier;
import org.generatormatching.api.Batch;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Factor;
import org.generatormatching.api.SampleRequest;
import org.generatormatching.api.TimeGrid;
import org.generatormatching.api.Times;
import org.generatormatching.cli.report.PathPicture;
import org.generatormatching.cli.solvers.Solver;
import org.generatormatching.cli.solvers.Solvers;
import org.generatormatching.generators.GridSampler;
import org.generatormatching.io.AtomicFile;
import org.generatormatching.runtime.Experiment;
import org.generatormatching.runtime.registry.Registry;
import org.generatormatching.tck.oracle.ExactModel;
import org.generatormatching.tck.oracle.Interpreted;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Shape;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows generators of one path, without a network. */
@Command(
    name = "paths",
    description = {
      "Simulate the exact generators of a configuration's path for a few data points, without"
          + " training: the configuration's own terms, and every solver of its heads.",
      "Prints how far the law of the first coordinate is from the path's, in total variation over"
          + " the bins of a histogram, beside what as many exact draws give."
    },
    mixinStandardHelpOptions = true)
final class PathsCommand implements Callable<Integer> {
  private static final double[] SHARES = {0.25, 0.5, 0.75, 1};

  /** Odd, so that round data points lie inside a bin and not on an edge. */
  private static final int BINS = 41;

  private static final int EXACT = 400_000;
  private static final int WAYS = 24;
  private static final int REPEATS = 10;
  private static final int CHUNK = 1024;

  private final Console console;

  @Parameters(paramLabel = "CONFIG", description = "A YAML file.")
  Path config = Path.of("");

  @Option(names = "-n", paramLabel = "N", description = "Samples; 20000 by default.")
  int count = 20_000;

  @Option(
      names = "--points",
      paramLabel = "K",
      description =
          "Data points that the path ends at, held-out rows with equal weights; 1 by default.")
  int points = 1;

  @Option(names = "-o", paramLabel = "FILE.svg", description = "Draw trajectories.")
  @Nullable Path out;

  @Option(names = "--json", description = "Print one JSON object.")
  boolean json;

  @Mixin ConfigOptions options = new ConfigOptions();

  PathsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    check();
    Registry registry = Plugins.told(console);
    try (Experiment experiment = Experiment.open(options.load(config, registry), registry)) {
      show(experiment);
    }
    return 0;
  }

  private void check() {
    List<Problem> problems = new ArrayList<>();
    if (count < 1 || points < 1) {
      problems.add(
          Problem.of(GmError.USAGE, "a number is too small")
              .found("-n " + count + ", --points " + points)
              .expected("at least 1"));
    }
    if (out != null && Files.exists(out)) {
      problems.add(
          Problem.of(GmError.OUTPUT_EXISTS, "the output exists and is not overwritten")
              .at(out)
              .advice("Give another name, or remove it."));
    }
    if (!problems.isEmpty()) {
      throw GmException.of(problems);
    }
  }

  /** What a simulation left: the first coordinate of all samples at some times, and a few ways. */
  private static final class Seen implements SampleRequest.Listener {
    private final int[] wanted;
    private final List<List<Double>> at = new ArrayList<>();
    private final double[][] ways;

    Seen(TimeGrid grid, int count) {
      wanted = Arrays.stream(SHARES).mapToInt(s -> (int) Math.rint(s * grid.steps())).toArray();
      Arrays.stream(wanted).forEach(w -> at.add(new ArrayList<>()));
      ways = new double[Math.min(WAYS, Math.min(count, CHUNK))][grid.steps() + 1];
    }

    @Override
    public void step(long first, int step, double t, Supplier<Batch> points) {
      boolean asked = Arrays.stream(wanted).anyMatch(w -> w == step);
      if (first > 0 && !asked) {
        return;
      }
      double[] x = firstCoordinate(points.get());
      for (int i = 0; first == 0 && i < ways.length; i++) {
        ways[i][step] = x[i];
      }
      for (int k = 0; k < wanted.length; k++) {
        if (wanted[k] == step) {
          List<Double> here = at.get(k);
          Arrays.stream(x).forEach(here::add);
        }
      }
    }

    double[] at(int k) {
      return at.get(k).stream().mapToDouble(v -> v).toArray();
    }
  }

  private static double[] firstCoordinate(Batch x) {
    double[] all = x.arrays().values().iterator().next().doubles();
    int width = all.length / x.size();
    double[] r = new double[x.size()];
    Arrays.setAll(r, i -> all[i * width]);
    return r;
  }

  private void show(Experiment experiment) {
    var parts = experiment.parts();
    List<Factor> factors = parts.factorized().factors();
    if (factors.size() != 1 || !factors.get(0).name().isEmpty()) {
      throw Problem.of(GmError.UNSUPPORTED, "paths are shown of models of one factor")
          .found("the factors " + factors.stream().map(Factor::name).toList())
          .at("model.factors")
          .exception();
    }
    if (experiment.configuration().config().sampling().schedule().isPresent()) {
      throw Problem.of(GmError.UNSUPPORTED, "paths are shown on the schedule of the model")
          .found("another one")
          .at("sampling.schedule")
          .advice("Give it to the factor.")
          .exception();
    }
    ConditionalPath path = parts.path();
    Batch rows =
        parts.codec().encode(parts.dataset().heldOut(points)).only(path.space().point().names());
    if (rows.size() < points) {
      throw Problem.of(GmError.DATA, "the data have too few held-out rows")
          .found(rows.size())
          .expected("--points " + points)
          .exception();
    }
    double[] weights = new double[rows.size()];
    Arrays.fill(weights, 1.0 / rows.size());
    ExactModel model = new ExactModel(path, rows, weights);
    TimeGrid grid = parts.grid();
    long seed = experiment.configuration().config().seed();
    double[][] exact = new double[SHARES.length][];
    double[] floors = new double[SHARES.length];
    for (int k = 0; k < SHARES.length; k++) {
      double t = grid.at((int) Math.rint(SHARES[k] * grid.steps()));
      exact[k] = drawn(path, rows, t, seed, EXACT);
      for (int r = 1; r <= REPEATS; r++) {
        floors[k] += variation(drawn(path, rows, t, seed + r, count), exact[k]) / REPEATS;
      }
    }
    List<Result> results = new ArrayList<>();
    List<PathPicture.Panel> panels = new ArrayList<>();
    double[] times = grid.times().stream().mapToDouble(v -> v).toArray();
    for (Solver s : solvers(experiment, factors.get(0))) {
      Seen seen = new Seen(grid, count);
      SampleRequest request =
          SampleRequest.of(s.terms(), path.source(), count, grid, seed).with(seen);
      new GridSampler(CHUNK).sample(experiment.backend(), model, request);
      double[] off = new double[SHARES.length];
      for (int k = 0; k < SHARES.length; k++) {
        off[k] = variation(seen.at(k), exact[k]);
      }
      results.add(new Result(s.name(), off));
      panels.add(new PathPicture.Panel(s.name(), times, seen.ways));
    }
    print(results, floors, grid);
    if (out != null) {
      AtomicFile.write(out, PathPicture.svg(panels).getBytes(StandardCharsets.UTF_8));
      console.err().println("picture: " + out);
    }
  }

  private static List<Solver> solvers(Experiment experiment, Factor factor) {
    return Solvers.of(
            experiment.registry(),
            experiment.parts().terms(),
            factor.space(),
            (head, family) -> true,
            new GridSampler(CHUNK))
        .stream()
        .filter(s -> s.sampler() instanceof GridSampler)
        .toList();
  }

  private static double[] drawn(ConditionalPath path, Batch rows, double t, long seed, int n) {
    int[] cycle = new int[n];
    Arrays.setAll(cycle, i -> i % rows.size());
    return firstCoordinate(
        Interpreted.of(
            rows.rows(cycle),
            seed,
            z -> path.draw(Rng.root().fork("exact"), z, Times.at(t, Shape.B)).xt()));
  }

  /** Over equal bins from the smallest to the largest exact draw; what is outside counts. */
  private static double variation(double[] x, double[] exact) {
    double low = Arrays.stream(exact).min().orElse(0);
    double high = Arrays.stream(exact).max().orElse(1);
    double[] p = histogram(x, low, high);
    double[] q = histogram(exact, low, high);
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      sum += Math.abs(p[i] - q[i]);
    }
    return sum / 2;
  }

  /** The last entry is all that is outside. */
  private static double[] histogram(double[] x, double low, double high) {
    double[] h = new double[BINS + 1];
    for (double v : x) {
      double place = (v - low) / (high - low) * BINS;
      boolean inside = v >= low && v <= high;
      h[inside ? (int) Math.min(BINS - 1, place) : BINS] += 1.0 / x.length;
    }
    return h;
  }

  private record Result(String solver, double[] variation) {}

  private void print(List<Result> results, double[] floors, TimeGrid grid) {
    if (json) {
      Map<String, Object> m = new LinkedHashMap<>();
      m.put(
          "times",
          Arrays.stream(SHARES).mapToObj(s -> grid.at((int) Math.rint(s * grid.steps()))).toList());
      m.put("floors", Arrays.stream(floors).boxed().toList());
      List<Map<String, Object>> rows = new ArrayList<>();
      for (Result r : results) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("solver", r.solver());
        row.put("total-variation", Arrays.stream(r.variation()).boxed().toList());
        rows.add(row);
      }
      m.put("solvers", rows);
      console.out().println(Json.text(m));
      return;
    }
    int width = results.stream().mapToInt(r -> r.solver().length()).max().orElse(8);
    StringBuilder head = new StringBuilder("total variation" + " ".repeat(Math.max(0, width - 15)));
    for (double s : SHARES) {
      head.append(
          String.format(Locale.ROOT, "  t=%.3f", grid.at((int) Math.rint(s * grid.steps()))));
    }
    console.out().println(head);
    print("as many exact draws", floors, width);
    results.forEach(r -> print(r.solver(), r.variation(), width));
  }

  private void print(String name, double[] values, int width) {
    StringBuilder row = new StringBuilder(name + " ".repeat(Math.max(0, width - name.length())));
    Arrays.stream(values).forEach(v -> row.append(String.format(Locale.ROOT, "  %7.4f", v)));
    console.out().println(row);
  }
}
