package org.generatormatching.training.checkpoint;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.generatormatching.io.AtomicFile;
import org.generatormatching.io.Json;
import org.generatormatching.io.Jsonl;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.Problem;

/**
 * What a run is: two runs of one identity go through the same weights.
 *
 * @param model what the weights mean, a line each
 * @param settings the settings that steer the weights, by their keys in a configuration
 */
public record Identity(List<String> model, Map<String, String> settings) {
  private static final String MODEL = "model";
  private static final String SETTINGS = "settings";

  /** Keeps the order. */
  public Identity {
    model = List.copyOf(model);
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws GmException [GM/CHECKPOINT] if the file is damaged; [GM/FILE] if it cannot be read
   */
  public static Identity read(Path file) {
    List<Json.Obj> lines;
    try {
      lines = Jsonl.read(file);
    } catch (GmException e) {
      throw e.code() == GmError.DATA ? damaged(file).exception(e) : e;
    }
    if (lines.size() == 1
        && lines.get(0).members().get(MODEL) instanceof Json.Arr model
        && lines.get(0).members().get(SETTINGS) instanceof Json.Obj settings) {
      Map<String, String> texts = new LinkedHashMap<>();
      settings.members().forEach((k, v) -> texts.put(k, text(v)));
      return new Identity(model.items().stream().map(Identity::text).toList(), texts);
    }
    throw damaged(file).exception();
  }

  private static Problem damaged(Path file) {
    return Problem.of(GmError.CHECKPOINT, "the file that says what the run is, is damaged")
        .expected("one line with '" + MODEL + "' and '" + SETTINGS + "'")
        .at(file)
        .advice("Remove it if you are sure: the checkpoints know the same.");
  }

  private static String text(Json value) {
    return value instanceof Json.Str s ? s.value() : value.toString();
  }

  /**
   * Writes a file, atomically.
   *
   * @throws GmException [GM/FILE] with the path and the reason
   */
  public void write(Path file) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put(MODEL, model);
    members.put(SETTINGS, settings);
    Json line = Json.of(members);
    AtomicFile.write(file, (line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Makes sure that a run which was this one can go on as another.
   *
   * @param run what it wants to be now
   * @param where this was read from, for messages
   * @throws GmException [GM/CHECKPOINT] with all differences
   */
  public void checkResumes(Identity run, Object where) {
    List<Problem> problems = new ArrayList<>(differences(model, run.model, where));
    problems.addAll(differences(settings, run.settings, where));
    if (!problems.isEmpty()) {
      throw GmException.of(problems);
    }
  }

  /** All differences of the models; {@code where} is the file that holds {@code found}. */
  static List<Problem> differences(List<String> found, List<String> expected, Object where) {
    List<Problem> problems = new ArrayList<>();
    List<String> extra = new ArrayList<>(found);
    extra.removeAll(expected);
    List<String> missing = new ArrayList<>(expected);
    missing.removeAll(found);
    for (int i = 0; i < Math.max(extra.size(), missing.size()); i++) {
      problems.add(
          Problem.of(GmError.CHECKPOINT, "the weights are of another model")
              .found(i < extra.size() ? "'" + extra.get(i) + "'" : "nothing")
              .expected(i < missing.size() ? "'" + missing.get(i) + "'" : "nothing")
              .at(where));
    }
    return problems;
  }

  /** All settings that differ. */
  static List<Problem> differences(
      Map<String, String> found, Map<String, String> expected, Object where) {
    List<Problem> problems = new ArrayList<>();
    TreeSet<String> keys = new TreeSet<>(found.keySet());
    keys.addAll(expected.keySet());
    for (String key : keys) {
      String was = found.getOrDefault(key, "nothing");
      String is = expected.getOrDefault(key, "nothing");
      if (!Objects.equals(was, is)) {
        problems.add(
            Problem.of(GmError.CHECKPOINT, "the run was started with another " + key)
                .found(was)
                .expected(is)
                .at(where)
                .advice("A run goes on as it began; start a new one for other settings."));
      }
    }
    return problems;
  }
}
