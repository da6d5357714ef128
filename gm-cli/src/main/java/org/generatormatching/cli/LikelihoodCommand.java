package org.generatormatching.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Dataset;
import org.generatormatching.generators.Likelihood;
import org.generatormatching.io.Npz;
import org.generatormatching.runtime.RunFiles;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Problem;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Densities of a run's model. */
@Command(
    name = "likelihood",
    description =
        "The log density of held-out data, or of points in a file, under a run's flow, in nats per"
            + " unit of the points' volume.",
    mixinStandardHelpOptions = true)
final class LikelihoodCommand implements Callable<Integer> {
  /** How far a grid reaches beyond the data's plane, as a part of its side. */
  private static final double MARGIN = 0.25;

  private static final int MOST_ON_SIDE = 2000;

  private final Console console;

  @Parameters(paramLabel = "RUN", description = "The directory of a run.")
  Path run = Path.of("");

  @Option(names = "-n", paramLabel = "N", description = "Held-out rows at most; 1000 by default.")
  int count = 1000;

  @Option(
      names = "--of",
      paramLabel = "FILE.npz",
      description = "Points of this file in place of held-out data.")
  @Nullable Path of;

  @Option(
      names = "--grid",
      paramLabel = "N",
      description =
          "Data in the plane: an N x N grid of points around it, and the integral of the density.")
  @Nullable Integer grid;

  @Option(
      names = "--steps",
      paramLabel = "K",
      description = "Equal steps in place of the configuration's grid.")
  @Nullable Integer steps;

  @Option(
      names = "--probes",
      paramLabel = "K",
      description = "Estimate the divergence by K random probes; exact by default.")
  int probes;

  @Option(names = "--gradient", description = "Also the gradient of the log density.")
  boolean gradient;

  @Option(
      names = "-o",
      paramLabel = "FILE.npz",
      description = "Write the points with their log-density, standard-error and gradient.")
  @Nullable Path out;

  @Option(names = "--json", description = "Print one JSON object.")
  boolean json;

  @Mixin EngineOptions engine = new EngineOptions();

  LikelihoodCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    check();
    Likelihood likelihood = new Likelihood(probes, gradient);
    try (OpenRun open = OpenRun.of(console, run, engine)) {
      Optional<Plane> plane = grid == null ? Optional.empty() : Optional.of(plane(open, grid));
      Batch raw =
          plane.isPresent()
              ? plane.get().points()
              : of == null
                  ? open.experiment().parts().dataset().heldOut(count)
                  : new Batch(Npz.read(of));
      Likelihood.Densities d = open.work().densities(raw, likelihood, Optional.ofNullable(steps));
      if (out != null) {
        RunFiles.writeSamples(out, written(d));
      }
      print(d, plane);
    }
    return 0;
  }

  private void check() {
    new Usage()
        .least("-n", count, 1)
        .least("--probes", probes, 0)
        .least("--steps", steps, 1)
        .least("--grid", grid, 2)
        .problem(
            grid != null && grid > MOST_ON_SIDE,
            Problem.of(GmError.USAGE, "a grid is too fine")
                .found("--grid " + grid)
                .expected("at most " + MOST_ON_SIDE))
        .problem(
            grid != null && of != null,
            Problem.of(GmError.USAGE, "the points are asked for twice")
                .found("--grid and --of")
                .expected("one of them"))
        .absent(out)
        .check();
  }

  /** Midpoints of cells, and the area of a cell. */
  private record Plane(Batch points, double area) {}

  private static Plane plane(OpenRun open, int side) {
    boolean coded = open.experiment().configuration().config().codec().isPresent();
    if (!(open.experiment().parts().layout().orElse(null) instanceof Dataset.Layout.Plane p)
        || coded) {
      throw Problem.of(GmError.UNSUPPORTED, "only data in the plane have a grid of densities")
          .found(coded ? "data behind a codec" : "data of another layout")
          .at("--grid")
          .exception();
    }
    double margin = MARGIN * (p.high() - p.low());
    double low = p.low() - margin;
    double step = (p.high() - p.low() + 2 * margin) / side;
    int n = side * side;
    double[] x = new double[2 * n];
    for (int i = 0; i < n; i++) {
      int row = i / side;
      x[2 * i] = low + (i % side + 0.5) * step;
      x[2 * i + 1] = low + (row + 0.5) * step;
    }
    var dtype = open.experiment().parts().path().space().point().get(p.array()).dtype();
    return new Plane(Batch.of(p.array(), HostArray.of(dtype, x, n, 2)), step * step);
  }

  private static Batch written(Likelihood.Densities d) {
    Batch b = d.points().with("log-density", HostArray.of(d.logDensity(), d.logDensity().length));
    if (d.standardError().isPresent()) {
      double[] e = d.standardError().get();
      b = b.with("standard-error", HostArray.of(e, e.length));
    }
    return d.gradient().isPresent() ? b.join("gradient", d.gradient().get()) : b;
  }

  private void print(Likelihood.Densities d, Optional<Plane> plane) {
    double[] log = d.logDensity();
    Map<String, Object> m = new LinkedHashMap<>();
    m.put("run", run.toString());
    m.put("n", log.length);
    m.put("evaluations", d.evaluations());
    if (plane.isPresent()) {
      double sum = Arrays.stream(log).map(Math::exp).sum();
      m.put("integral", sum * plane.get().area());
    } else {
      double mean = Arrays.stream(log).average().orElse(0);
      double squares = Arrays.stream(log).map(v -> (v - mean) * (v - mean)).sum();
      double error = Math.sqrt(squares / Math.max(1, log.length - 1) / log.length);
      double width =
          d.points().arrays().values().stream().mapToLong(a -> a.size() / log.length).sum();
      m.put("log-density", mean);
      m.put("standard-error", error);
      m.put("bits-per-dimension", -mean / width / Math.log(2));
    }
    if (json) {
      console.out().println(Json.text(m));
    } else {
      m.forEach(
          (k, v) ->
              console
                  .out()
                  .printf("%-20s %s%n", k, v instanceof Double x ? (float) (double) x : v));
    }
  }
}
