package org.generatormatching.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Dataset;
import org.generatormatching.api.Metric;
import org.generatormatching.api.SampleRequest;
import org.generatormatching.api.TimeGrid;
import org.generatormatching.cli.report.Facts;
import org.generatormatching.cli.report.HistoryRow;
import org.generatormatching.cli.report.Passages;
import org.generatormatching.cli.report.ReportData;
import org.generatormatching.cli.report.ReportPage;
import org.generatormatching.cli.report.Snapshot;
import org.generatormatching.cli.report.SolverCurve;
import org.generatormatching.cli.report.SolverPicture;
import org.generatormatching.cli.report.Verified;
import org.generatormatching.cli.solvers.Solver;
import org.generatormatching.cli.verify.Failure;
import org.generatormatching.cli.verify.RunCheck;
import org.generatormatching.generators.Likelihood;
import org.generatormatching.io.AtomicFile;
import org.generatormatching.io.EventFile;
import org.generatormatching.io.Npz;
import org.generatormatching.io.NpzWriter;
import org.generatormatching.runtime.Experiment;
import org.generatormatching.runtime.RunFiles;
import org.generatormatching.runtime.registry.Registry;
import org.generatormatching.tck.Finding;
import org.generatormatching.tck.Outcome;
import org.generatormatching.tensor.DeviceWeights;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Problem;
import org.generatormatching.training.TrainingConfig;
import org.generatormatching.training.TrainingOutcome;
import org.generatormatching.training.TrainingRun;
import org.generatormatching.training.checkpoint.Checkpoint;

/** The stages of a run, each on what the ones before left in the run directory. */
final class Workflow {
  private static final int SNAPSHOTS = 9;
  private static final int SNAPSHOT_ROWS = 400;
  private static final String EVENTS = "events.out.tfevents.gm";
  private static final int PIECE = 1 << 14;

  private final Console console;
  private final Experiment experiment;
  private final RunFiles files;

  Workflow(Console console, Experiment experiment, RunFiles files) {
    this.console = console;
    this.experiment = experiment;
    this.files = files;
  }

  /**
   * Trains, from the newest checkpoint where there is one.
   *
   * @param verb the command that would go on, if it is stopped
   * @return whether it came to the end
   */
  boolean train(String verb) {
    TrainingConfig training = experiment.configuration().config().training();
    Progress progress = new Progress(console, "training", training.steps());
    TrainingRun run =
        new TrainingRun(
            files.directory(),
            experiment.task(),
            training,
            experiment.configuration().config().seed(),
            experiment.inputs());
    try (Termination stop = new Termination()) {
      TrainingOutcome outcome =
          run.train(
              experiment.backend(),
              log -> progress.at(log.step(), String.format(Locale.ROOT, "loss %.4g", log.loss())));
      if (!outcome.finished()) {
        progress.clear();
        console
            .err()
            .println(
                "stopped after step "
                    + outcome.step()
                    + ", which is saved; go on with: gm "
                    + verb
                    + " --resume "
                    + files.directory().path());
      }
      return outcome.finished();
    }
  }

  /** The samples of the configuration, into the run directory. */
  void sample() {
    var sampling = experiment.configuration().config().sampling();
    Snapshots snapshots = new Snapshots();
    sample(
        files.samples(),
        0,
        sampling.count(),
        experiment.configuration().config().seed(),
        Optional.empty(),
        Map.of(),
        snapshots);
    if (!snapshots.taken.isEmpty()) {
      for (int i = 0; i < snapshots.taken.size(); i++) {
        RunFiles.writeSamples(
            files.directory().samples("trajectory-" + i),
            snapshots.taken.get(i).points().with("t", time(snapshots.taken.get(i))));
      }
    }
  }

  private static HostArray time(Snapshot s) {
    double[] t = new double[s.points().size()];
    Arrays.fill(t, s.t());
    return HostArray.of(t);
  }

  /** The file in which samples that are text can be read. */
  Optional<Path> textBeside(Path file) {
    String name = file.getFileName().toString();
    return experiment.parts().layout().orElse(null) instanceof Dataset.Layout.Text
        ? Optional.of(file.resolveSibling(name.replaceFirst("\\.npz$", "") + ".txt"))
        : Optional.empty();
  }

  /**
   * Raw samples of the newest checkpoint into a file: npz as they come, in memory for one piece,
   * and of text also {@link #textBeside}; a table for a name that ends with .csv.
   *
   * @throws org.generatormatching.tensor.GmException [GM/USAGE] for a table if the data are none
   */
  void sample(
      Path file,
      long first,
      int count,
      long seed,
      Optional<Integer> steps,
      Map<String, Object> conditions,
      SampleRequest.Listener listener) {
    Pieces pieces = sink -> sample(first, count, seed, steps, conditions, listener, sink);
    try {
      if (file.toString().endsWith(".csv")) {
        List<Dataset.Column> columns = RunFiles.columns(experiment.parts().codec(), file);
        List<Batch> all = new ArrayList<>();
        pieces.to(all::add);
        RunFiles.writeTable(file, Batch.concat(all), columns);
        return;
      }
      try (NpzWriter npz = RunFiles.sampleWriter(file)) {
        if (experiment.parts().layout().orElse(null) instanceof Dataset.Layout.Text text) {
          AtomicFile.write(
              textBeside(file).orElseThrow(),
              out ->
                  pieces.to(
                      samples -> {
                        npz.append(samples.arrays());
                        out.write(Passages.file(samples, text));
                      }));
        } else {
          pieces.to(samples -> npz.append(samples.arrays()));
        }
        npz.finish();
      }
    } catch (IOException e) {
      throw Problem.of(GmError.FILE, "samples cannot be written").found(e).at(file).exception(e);
    }
  }

  /** Takes samples, some rows at a time. */
  @FunctionalInterface
  private interface Sink {
    void take(Batch samples) throws IOException;
  }

  /** Makes samples for a sink. */
  @FunctionalInterface
  private interface Pieces {
    void to(Sink sink) throws IOException;
  }

  private void sample(
      long first,
      int count,
      long seed,
      Optional<Integer> steps,
      Map<String, Object> conditions,
      SampleRequest.Listener listener,
      Sink sink)
      throws IOException {
    long end = Math.addExact(first, count);
    try (DeviceWeights weights = weights()) {
      Progress progress = new Progress(console, "sampling", count);
      for (long from = first; from < end; ) {
        // pieces end at multiples of their length: no chunk of the sampler is made twice
        long to = Math.min(end, (from / PIECE + 1) * PIECE);
        int rows = Math.toIntExact(to - from);
        var samples =
            experiment.sample(
                weights,
                from,
                rows,
                seed,
                steps,
                conditions,
                (row, step, t, points) -> {
                  listener.step(row, step, t, points);
                  if (step == 0 && row > first) {
                    progress.at(row - first, "");
                  }
                });
        sink.take(experiment.decode(samples.points()));
        progress.at(to - first, "");
        from = to;
      }
    }
  }

  /** Log densities of raw points by the newest checkpoint. */
  Likelihood.Densities densities(Batch raw, Likelihood likelihood, Optional<Integer> steps) {
    try (DeviceWeights weights = weights()) {
      return experiment.densities(weights, raw, likelihood, steps);
    }
  }

  /** The newest checkpoint's averaged weights on the engine. */
  private DeviceWeights weights() {
    Checkpoint checkpoint = files.directory().checkpoint();
    var network = experiment.parts().network();
    var values = checkpoint.average(network.description(), network.weights());
    return experiment.backend().upload(network.weights(), values);
  }

  /**
   * Quality against the number of evaluations, for solvers of the run's model between the ends of
   * its grid; written into the run directory.
   *
   * @param budgets numbers of evaluations
   * @param count of samples
   */
  List<SolverCurve> solvers(List<Solver> solvers, List<Integer> budgets, int count) {
    Progress progress = new Progress(console, "solvers", solvers.size());
    TimeGrid grid = experiment.parts().grid();
    List<SolverCurve> curves = new ArrayList<>();
    try (DeviceWeights weights = weights()) {
      for (Solver s : solvers) {
        List<SolverCurve.Place> places = new ArrayList<>();
        for (Solver.Setting setting : s.settings(budgets, grid.at(0), grid.at(grid.steps()))) {
          try {
            places.add(place(weights, s, setting, count));
          } catch (GmException e) {
            // what the other solvers gave is kept
            progress.clear();
            console.err().println(s.name() + ", " + setting.name() + ": " + e.getMessage());
          }
        }
        curves.add(new SolverCurve(s.name(), places));
        progress.at(curves.size(), s.name());
      }
    }
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("run", files.directory().path().toString());
    tree.put("n", count);
    tree.put("solvers", curves.stream().map(SolverCurve::tree).toList());
    files.solvers(tree, SolverPicture.svg(curves));
    console.err().println("picture: " + files.solversPicture());
    return curves;
  }

  private SolverCurve.Place place(
      DeviceWeights weights, Solver s, Solver.Setting setting, int count) {
    long start = System.nanoTime();
    var samples =
        experiment.sample(
            weights,
            count,
            s.terms(),
            setting.sampler(),
            setting.grid(),
            SampleRequest.Listener.none());
    double seconds = (System.nanoTime() - start) * 1e-9;
    List<Metric.Score> scores = experiment.evaluate(experiment.decode(samples.points()));
    return new SolverCurve.Place(setting.name(), samples.evaluations(), seconds, scores);
  }

  /** Has solvers of the run's model simulated. */
  void watch(int count, Consumer<PathsCommand.Simulation> user) {
    try (DeviceWeights weights = weights()) {
      user.accept(
          (solver, grid, listener) ->
              experiment.sample(
                  weights, count, solver.terms(), solver.stopping().orElseThrow(), grid, listener));
    }
  }

  /** Evaluates the run's samples, prints the table and keeps it. */
  List<Metric.Score> evaluate() {
    List<Metric.Score> scores = experiment.evaluate(files.readSamples());
    files.evaluation(scores);
    return scores;
  }

  /** Runs some laws on the components of the run and keeps what came out; whether they hold. */
  boolean verify(Registry registry) {
    RunCheck check = RunCheck.of(experiment.configuration(), registry);
    for (Finding f : check.findings()) {
      if (f.outcome() == Outcome.FAILED) {
        console.err().println(Failure.text(f, check.scope().subjects(), List.of()));
      }
    }
    files.verification(check.tree());
    return !check.isViolated();
  }

  /** Prints scores for people, the 95 % interval in brackets. */
  void print(List<Metric.Score> scores, PrintStream to) {
    for (Metric.Score s : scores) {
      to.printf(
          Locale.ROOT,
          "%-20s %10.4f   %-20s noise floor %.4f   n %d   %s%n",
          s.name(),
          s.value(),
          Double.isNaN(s.low())
              ? ""
              : String.format(Locale.ROOT, "[%.4f, %.4f]", s.low(), s.high()),
          s.floor(),
          s.n(),
          switch (s.better()) {
            case LOWER -> "lower is better";
            case HIGHER -> "higher is better";
            case FLOOR -> "the floor is best";
          });
    }
  }

  /** The rows without missing cells, which no picture has a place for. */
  private static Batch complete(Batch rows) {
    return rows.rows(
        IntStream.range(0, rows.size())
            .filter(
                i ->
                    rows.rows(i, i + 1).arrays().values().stream()
                        .flatMapToDouble(a -> Arrays.stream(a.doubles()))
                        .noneMatch(Double::isNaN))
            .toArray());
  }

  /** Writes the report, the pictures and the events beside it. */
  void report() {
    Batch samples = complete(experiment.points(files.readSamples()));
    List<HistoryRow> history = HistoryRow.read(files.directory().metrics());
    ReportData data =
        new ReportData(
            experiment.configuration().config().name(),
            experiment.parts().dataset().layout(),
            samples,
            complete(experiment.points(experiment.reference(samples.size()))),
            trajectory(),
            history,
            files.readEvaluation(),
            Facts.of(experiment.configuration().config(), trained(history)),
            Verified.of(files.readVerification()),
            files.provenance(),
            experiment.configuration().yaml(),
            List.of(
                "./gm run " + files.directory().config(),
                "./gm sample " + files.directory().path() + " -n 1000 -o samples.npz"));
    AtomicFile.write(
        files.directory().report(), ReportPage.html(data).getBytes(StandardCharsets.UTF_8));
    ReportPage.files(data)
        .forEach((name, png) -> AtomicFile.write(files.directory().path().resolve(name), png));
    EventFile.write(files.directory().path().resolve(EVENTS), HistoryRow.events(history));
    console.err().println("report: " + files.directory().report());
  }

  private List<Snapshot> trajectory() {
    List<Snapshot> list = new ArrayList<>();
    for (int i = 0; i < SNAPSHOTS; i++) {
      var file = files.directory().samples("trajectory-" + i);
      if (Files.exists(file)) {
        var arrays = new LinkedHashMap<>(Npz.read(file));
        var t = arrays.remove("t");
        list.add(new Snapshot(t == null ? Double.NaN : t.get(0), new Batch(arrays)));
      }
    }
    return list;
  }

  private static String trained(List<HistoryRow> history) {
    return history.isEmpty() ? "" : Progress.duration(history.get(history.size() - 1).seconds());
  }

  /** Keeps a few points at a few times of the first chunk. */
  private final class Snapshots implements SampleRequest.Listener {
    private final List<Snapshot> taken = new ArrayList<>();

    @Override
    public void step(long first, int step, double t, Supplier<Batch> points) {
      if (first == 0 && t >= taken.size() / (SNAPSHOTS - 1.0) - 1e-9 && taken.size() < SNAPSHOTS) {
        Batch all = points.get();
        Batch some = all.rows(0, Math.min(SNAPSHOT_ROWS, all.size()));
        taken.add(new Snapshot(t, experiment.decode(some)));
      }
    }
  }
}
