package org.generatormatching.cli.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Dataset;
import org.generatormatching.api.Metric;

/**
 * Everything that a report shows. Any part may be empty: its section then says so.
 *
 * @param name of the run
 * @param layout how to draw a point
 * @param samples decoded samples, in the data's own coordinates
 * @param reference held-out data
 * @param trajectory particles over time, may be empty
 * @param history of training, may be empty
 * @param scores results of the metrics, the most telling first
 * @param facts what was learned and how, in a few words each, in order
 * @param verified the laws that hold for the run's components
 * @param provenance facts about the run, in order
 * @param configuration the resolved configuration as text
 * @param commands what to type to repeat the run
 */
public record ReportData(
    String name,
    Dataset.Layout layout,
    Batch samples,
    Batch reference,
    List<Snapshot> trajectory,
    List<HistoryRow> history,
    List<Metric.Score> scores,
    Map<String, String> facts,
    Verified verified,
    Map<String, String> provenance,
    String configuration,
    List<String> commands) {
  /** Copies the collections and keeps their order. */
  public ReportData {
    trajectory = List.copyOf(trajectory);
    history = List.copyOf(history);
    scores = List.copyOf(scores);
    provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
    commands = List.copyOf(commands);
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
  }
}
