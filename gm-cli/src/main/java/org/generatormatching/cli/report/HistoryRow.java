package org.generatormatching.cli.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.generatormatching.io.EventFile;
import org.generatormatching.io.Json;
import org.generatormatching.io.Jsonl;

/**
 * One row of the training log; NaN where a number was not recorded.
 *
 * @param step counted from 0
 * @param loss per sample
 * @param seconds since the start of training
 * @param gradientNorm before clipping
 * @param learningRate of this step
 * @param others what else was measured, by name
 */
public record HistoryRow(
    long step,
    double loss,
    double seconds,
    double gradientNorm,
    double learningRate,
    Map<String, Double> others) {
  private static final String STEP = "step";
  private static final String LOSS = "loss";
  private static final String SECONDS = "seconds";
  private static final String NORM = "gradient-norm";
  private static final String RATE = "learning-rate";
  private static final Set<String> KNOWN = Set.of(STEP, LOSS, SECONDS, NORM, RATE);

  /** A training log; no rows if there is none yet. */
  public static List<HistoryRow> read(Path log) {
    if (!Files.exists(log)) {
      return List.of();
    }
    List<HistoryRow> rows = new ArrayList<>();
    for (Json.Obj o : Jsonl.read(log)) {
      Map<String, Double> others = new LinkedHashMap<>();
      for (String name : o.members().keySet()) {
        if (!KNOWN.contains(name)) {
          o.number(name).ifPresent(v -> others.put(name, v));
        }
      }
      rows.add(
          new HistoryRow(
              (long) o.number(STEP).orElse(0),
              o.number(LOSS).orElse(Double.NaN),
              o.number(SECONDS).orElse(Double.NaN),
              o.number(NORM).orElse(Double.NaN),
              o.number(RATE).orElse(Double.NaN),
              others));
    }
    return rows;
  }

  /**
   * The rows as events of TensorBoard: what was recorded, at the seconds since training began.
   *
   * @param rows of a whole log, so that a run that was resumed has one file without seams
   */
  public static List<EventFile.Event> events(List<HistoryRow> rows) {
    List<EventFile.Event> events = new ArrayList<>();
    for (HistoryRow r : rows) {
      Map<String, Double> scalars = new LinkedHashMap<>();
      scalars.put(LOSS, r.loss);
      scalars.put(NORM, r.gradientNorm);
      scalars.put(RATE, r.learningRate);
      scalars.values().removeIf(v -> Double.isNaN(v));
      scalars.putAll(r.others);
      double seconds = Double.isFinite(r.seconds) ? r.seconds : 0;
      events.add(new EventFile.Event(seconds, r.step, scalars));
    }
    return events;
  }
}
