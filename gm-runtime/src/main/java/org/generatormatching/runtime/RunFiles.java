package org.generatormatching.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Metric;
import org.generatormatching.io.AtomicFile;
import org.generatormatching.io.Npz;
import org.generatormatching.io.NpzWriter;
import org.generatormatching.runtime.config.Configuration;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;
import org.generatormatching.training.checkpoint.CodecValues;
import org.generatormatching.training.checkpoint.RunDirectory;
import tools.jackson.core.type.TypeReference;
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

  /** The directory of a new run: {@code runs/NAME}, or the first of NAME-2, NAME-3 that is free. */
  public static Path next(String name) {
    Path runs = Path.of("runs");
    Path path = runs.resolve(name);
    for (int i = 2; Files.exists(path); i++) {
      path = runs.resolve(name + "-" + i);
    }
    return path;
  }

  /** Makes the directory of an experiment, with its configuration, codec and provenance. */
  public static RunFiles create(Path path, Experiment experiment) {
    RunDirectory directory = RunDirectory.create(path);
    Configuration c = experiment.configuration();
    RunFiles files = new RunFiles(directory);
    AtomicFile.write(directory.config(), c.yamlElsewhere().getBytes(StandardCharsets.UTF_8));
    if (c.config().codec().isPresent()) {
      CodecValues.write(directory.codec(), experiment.parts().codec());
    }
    files.json(directory.provenance(), experiment.provenance().entries());
    return files;
  }

  private void json(Path file, Object tree) {
    AtomicFile.write(file, (JSON.writeValueAsString(tree) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** The provenance as it was written. */
  public Map<String, String> provenance() {
    return JSON.readValue(read(directory.provenance()), new TypeReference<>() {});
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
    Path parent = file.toAbsolutePath().getParent();
    try {
      Files.createDirectories(parent);
    } catch (IOException e) {
      throw Problem.of(GmError.FILE, "samples cannot be written").found(e).at(file).exception(e);
    }
    return new NpzWriter(file);
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
    json(evaluation(), Map.of("run", directory.path().toString(), "metrics", rows(scores)));
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
    for (JsonNode m : JSON.readTree(read(evaluation())).path("metrics")) {
      scores.add(
          new Metric.Score(
              m.path("name").asString(""),
              number(m.path("value")),
              number(m.path("floor")),
              number(m.path("low")),
              number(m.path("high")),
              m.path("n").asInt(0),
              Metric.Better.valueOf(m.path("better").asString("").toUpperCase(Locale.ROOT))));
    }
    return scores;
  }

  /** A number, or an infinity, which JSON holds as a text; NaN for all else. */
  private static double number(JsonNode node) {
    return switch (node.asString("")) {
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> node.isNumber() ? node.doubleValue() : Double.NaN;
    };
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
    return Files.exists(verification())
        ? JSON.readTree(read(verification()))
        : MissingNode.getInstance();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw Problem.of(GmError.FILE, "a file of the run cannot be read")
          .found(e)
          .at(file)
          .exception(e);
    }
  }
}
