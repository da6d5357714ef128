package org.generatormatching.training.checkpoint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;

/**
 * What a run is: two runs of one identity go through the same weights.
 *
 * @param model what the weights mean, a line each
 * @param settings the settings that steer the weights, by their keys in a configuration
 */
public record Identity(List<String> model, Map<String, String> settings) {
  /** Keeps the order. */
  public Identity {
    model = List.copyOf(model);
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
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
          Problem.of(GmError.CHECKPOINT, "the checkpoint is of another model")
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
