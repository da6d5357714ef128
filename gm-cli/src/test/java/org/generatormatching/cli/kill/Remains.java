package org.generatormatching.cli.kill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.generatormatching.io.AtomicFile;
import org.generatormatching.io.Json;
import org.generatormatching.io.Jsonl;
import org.generatormatching.io.Npz;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.training.checkpoint.Checkpoint;
import org.generatormatching.training.checkpoint.Identity;
import org.generatormatching.training.checkpoint.RunDirectory;

/**
 * What a run directory holds, but for times; every file that is there must be readable.
 *
 * @param step of the newest checkpoint, -1 where there is none
 * @param arrays of that checkpoint: weights, moving average, moments
 * @param lossSum of the steps since the last line of the metrics
 * @param metrics lines without their seconds
 * @param samples arrays of {@code samples.npz}, empty where there are none
 * @param evaluation the scores, empty where there are none
 * @param identity what the run is, empty where it had not begun
 */
record Remains(
    long step,
    Map<String, HostArray> arrays,
    double lossSum,
    List<String> metrics,
    Map<String, HostArray> samples,
    String evaluation,
    String identity) {

  /** Reads a directory, which need not exist. */
  static Remains of(Path run) throws IOException {
    RunDirectory d = new RunDirectory(run);
    Checkpoint last = d.checkpoints(1).latest().orElse(null);
    Path samples = d.samples("samples");
    Path evaluation = run.resolve("evaluation.json");
    return new Remains(
        last == null ? -1 : last.position().step(),
        last == null ? Map.of() : last.arrays(),
        last == null ? 0 : last.position().lossSum(),
        Files.exists(d.metrics()) ? metrics(d.metrics()) : List.of(),
        Files.exists(samples) ? Npz.read(samples) : Map.of(),
        Files.exists(evaluation)
            ? Files.readString(evaluation).replaceAll("\"run\" *: *\"[^\"]*\"", "")
            : "",
        Files.exists(d.identity()) ? Identity.read(d.identity()).toString() : "");
  }

  /** The part that training leaves. */
  Remains training() {
    return new Remains(step, arrays, lossSum, metrics, Map.of(), "", identity);
  }

  private static List<String> metrics(Path file) {
    List<String> lines = new ArrayList<>();
    for (Json.Obj line : Jsonl.read(file)) {
      Map<String, Json> m = new LinkedHashMap<>(line.members());
      m.remove("seconds");
      lines.add(new Json.Obj(m).toString());
    }
    return lines;
  }

  /** How many files were being written when the process was killed. */
  static int halfWritten(Path run) throws IOException {
    if (!Files.isDirectory(run)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(run)) {
      return (int) files.filter(AtomicFile::isTemporary).count();
    }
  }
}
