package org.generatormatching.runtime;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Codec;
import org.generatormatching.api.Dataset;
import org.generatormatching.api.Metric;
import org.generatormatching.io.AtomicFile;
import org.generatormatching.io.Csv;
import org.generatormatching.io.Npz;
import org.generatormatching.io.NpzWriter;
import org.generatormatching.io.TextTable;
import org.generatormatching.runtime.config.Configuration;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.Problem;
import org.generatormatching.training.checkpoint.CodecValues;
import org.generatormatching.training.checkpoint.RunDirectory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * What a run leaves behind, in the formats in which others read it: YAML, JSON, npz.
 *
 * @param directory where it lies
 */
public record RunFiles(RunDirectory directory) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /**
   * Makes the directory of an experiment, with its configuration, codec and provenance.
   *
   * @param path where, or empty for {@code runs/NAME} or the first of NAME-2, NAME-3 that is free
   * @throws org.generatormatching.tensor.GmException [GM/OUTPUT_EXISTS] if it is in use, [GM/FILE]
   *     if it cannot be made
   */
  public static RunFiles create(Optional<Path> path, Experiment experiment) {
    if (path.isPresent()) {
      return create(path.get(), experiment);
    }
    Path first = Path.of("runs").resolve(experiment.configuration().config().name());
    Path next = first;
    for (int i = 2; ; i++) {
      if (!Files.exists(next)) {
        try {
          return create(next, experiment);
        } catch (GmException e) {
          if (e.code() != GmError.OUTPUT_EXISTS) {
            throw e;
          }
          // Another run has begun there in the meantime.
        }
      }
      next = first.resolveSibling(first.getFileName() + "-" + i);
    }
  }

  private static RunFiles create(Path path, Experiment experiment) {
    Configuration c = experiment.configuration();
    return new RunFiles(
        RunDirectory.create(
            path,
            directory -> {
              if (c.config().codec().isPresent()) {
                CodecValues.write(directory.codec(), experiment.parts().codec());
              }
              new RunFiles(directory)
                  .json(directory.provenance(), experiment.provenance().entries());
              AtomicFile.write(
                  directory.config(), c.yamlElsewhere().getBytes(StandardCharsets.UTF_8));
            }));
  }

  /**
   * The files of a run that has begun.
   *
   * @throws org.generatormatching.tensor.GmException [GM/USAGE] if there is none
   */
  public static RunFiles open(Path path) {
    RunDirectory directory = RunDirectory.open(path);
    if (!Files.exists(directory.config())) {
      throw Problem.of(GmError.USAGE, "this is no directory of a run")
          .expected("the file " + directory.config().getFileName())
          .at(path)
          .advice(
              "A run that was stopped before it began is started again as it was the first time.")
          .exception();
    }
    return new RunFiles(directory);
  }

  private void json(Path file, Object tree) {
    AtomicFile.write(file, (JSON.writeValueAsString(tree) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** The provenance as it was written. */
  public Map<String, String> provenance() {
    Map<String, String> entries = new LinkedHashMap<>();
    for (var e : tree(directory.provenance()).properties()) {
      entries.put(e.getKey(), e.getValue().asString(""));
    }
    return entries;
  }

  /** Where samples of a run lie. */
  public Path samples() {
    return directory.samples("samples");
  }

  /** Writes samples to a file. */
  public static void writeSamples(Path file, Batch samples) {
    try (NpzWriter npz = sampleWriter(file)) {
      npz.append(samples.arrays());
      npz.finish();
    }
  }

  /** Writes samples to a file as they come. */
  public static NpzWriter sampleWriter(Path file) {
    makeFolder(file);
    return new NpzWriter(file);
  }

  /**
   * The columns of the table that the data are.
   *
   * @param file that is asked for
   * @throws org.generatormatching.tensor.GmException [GM/USAGE] if they are no table
   */
  public static List<Dataset.Column> columns(Codec codec, Path file) {
    List<Dataset.Column> columns = codec.columns();
    if (columns.isEmpty()) {
      throw Problem.of(GmError.USAGE, "the samples of this run are no table")
          .found("the codec " + codec.id())
          .at(file)
          .advice("Write them to a file .npz.")
          .exception();
    }
    return columns;
  }

  /** Writes samples as a table. */
  public static void writeTable(Path file, Batch samples, List<Dataset.Column> columns) {
    makeFolder(file);
    Csv.write(file, texts(samples, columns));
  }

  private static void makeFolder(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    try {
      Files.createDirectories(parent);
    } catch (IOException e) {
      throw Problem.of(GmError.FILE, "samples cannot be written").found(e).at(file).exception(e);
    }
  }

  /** Samples as they were in the data: categories by their names, missing cells empty. */
  private static TextTable texts(Batch samples, List<Dataset.Column> all) {
    List<Dataset.Column> columns =
        all.stream().filter(c -> samples.arrays().containsKey(c.name())).toList();
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      List<String> row = new ArrayList<>();
      for (Dataset.Column c : columns) {
        double v = samples.get(c.name()).get(i);
        if (c.categories().isEmpty()) {
          row.add(
              Double.isNaN(v)
                  ? ""
                  : v == Math.rint(v) ? String.valueOf((long) v) : String.valueOf((float) v));
        } else {
          row.add(v < 0 ? "" : c.categories().get((int) v));
        }
      }
      rows.add(row);
    }
    return new TextTable(columns.stream().map(Dataset.Column::name).toList(), rows);
  }

  /** Reads the samples of a run. */
  public Batch readSamples() {
    if (!Files.exists(samples())) {
      throw Problem.of(GmError.DATA, "the run has no samples")
          .at(samples())
          .advice("Make them: gm sample " + directory.path() + " -n N -o " + samples())
          .exception();
    }
    return new Batch(Npz.read(samples()));
  }

  private Path evaluation() {
    return directory.path().resolve("evaluation.json");
  }

  /** Writes metrics. */
  public void evaluation(List<Metric.Score> scores) {
    // In order: the entries of Map.of come in another order in every process.
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("run", directory.path().toString());
    tree.put("metrics", rows(scores));
    json(evaluation(), tree);
  }

  /** Metrics as rows of names and values; the ends of an interval that was not given are null. */
  public static List<Map<String, Object>> rows(List<Metric.Score> scores) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Metric.Score s : scores) {
      Map<String, Object> m = new LinkedHashMap<>();
      m.put("name", s.name());
      m.put("value", s.value());
      m.put("floor", s.floor());
      m.put("low", Double.isNaN(s.low()) ? null : s.low());
      m.put("high", Double.isNaN(s.high()) ? null : s.high());
      m.put("n", s.n());
      m.put("better", s.better().name().toLowerCase(Locale.ROOT));
      rows.add(m);
    }
    return rows;
  }

  /** Metrics as they were written; none if the run was not evaluated. */
  public List<Metric.Score> readEvaluation() {
    if (!Files.exists(evaluation())) {
      return List.of();
    }
    List<Metric.Score> scores = new ArrayList<>();
    for (JsonNode m : tree(evaluation()).path("metrics")) {
      scores.add(
          new Metric.Score(
              m.path("name").asString(""),
              number(m.path("value")),
              number(m.path("floor")),
              number(m.path("low")),
              number(m.path("high")),
              m.path("n").asInt(0),
              better(m.path("better").asString(""))));
    }
    return scores;
  }

  private Metric.Better better(String word) {
    for (Metric.Better b : Metric.Better.values()) {
      if (b.name().toLowerCase(Locale.ROOT).equals(word)) {
        return b;
      }
    }
    throw damaged(evaluation(), "'better' is '" + word + "'").exception();
  }

  /** A number, or an infinity, which JSON holds as a text; NaN for all else. */
  private static double number(JsonNode node) {
    return switch (node.asString("")) {
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> node.isNumber() ? node.doubleValue() : Double.NaN;
    };
  }

  /** Where the picture of the run's solvers lies. */
  public Path solversPicture() {
    return directory.path().resolve("solvers.svg");
  }

  /** Writes what solvers were worth, and a picture of it. */
  public void solvers(Map<String, Object> tree, String svg) {
    json(directory.path().resolve("solvers.json"), tree);
    AtomicFile.write(solversPicture(), svg.getBytes(StandardCharsets.UTF_8));
  }

  private Path verification() {
    return directory.path().resolve("verification.json");
  }

  /** Writes which laws the run's components were found to keep. */
  public void verification(Map<String, Object> tree) {
    json(verification(), tree);
  }

  /** What was verified, as it was written; a missing node if nothing was. */
  public JsonNode readVerification() {
    return Files.exists(verification()) ? tree(verification()) : MissingNode.getInstance();
  }

  private static JsonNode tree(Path file) {
    try {
      return JSON.readTree(Files.readString(file));
    } catch (JacksonException e) {
      throw damaged(file, e.getOriginalMessage()).exception(e);
    } catch (CharacterCodingException e) {
      throw damaged(file, "not UTF-8").exception(e);
    } catch (IOException e) {
      throw Problem.of(GmError.FILE, "a file of the run cannot be read")
          .found(e)
          .at(file)
          .exception(e);
    }
  }

  private static Problem damaged(Path file, String what) {
    return Problem.of(GmError.DATA, "a file of the run is damaged")
        .found(what.lines().findFirst().orElse(""))
        .at(file)
        .advice("Remove it, or let gm run --resume write it again.");
  }
}
