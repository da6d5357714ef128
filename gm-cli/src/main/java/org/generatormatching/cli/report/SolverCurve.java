package org.generatormatching.cli.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.generatormatching.api.Metric;
import org.generatormatching.runtime.RunFiles;

/**
 * What the samples of one solver are worth.
 *
 * @param solver its name
 * @param places by rising number of evaluations
 */
public record SolverCurve(String solver, List<Place> places) {
  /** Keeps the order. */
  public SolverCurve {
    places = List.copyOf(places);
  }

  /**
   * One setting of a solver.
   *
   * @param setting steps or tolerance
   * @param evaluations of the network for a sample
   * @param seconds of all samples
   * @param scores of the samples
   */
  public record Place(String setting, int evaluations, double seconds, List<Metric.Score> scores) {
    /** The value of a metric; NaN where there is none of this name. */
    public double value(String metric) {
      return scores.stream()
          .filter(s -> s.name().equals(metric))
          .mapToDouble(Metric.Score::value)
          .findFirst()
          .orElse(Double.NaN);
    }

    private Map<String, Object> tree() {
      Map<String, Object> m = new LinkedHashMap<>();
      m.put("setting", setting);
      m.put("evaluations", evaluations);
      m.put("seconds", seconds);
      m.put("metrics", RunFiles.rows(scores));
      return m;
    }
  }

  /** As a tree for JSON. */
  public Map<String, Object> tree() {
    Map<String, Object> m = new LinkedHashMap<>();
    m.put("solver", solver);
    m.put("places", places.stream().map(Place::tree).toList());
    return m;
  }

  /** The metrics of some curves, each as it was first seen. */
  public static List<Metric.Score> metrics(List<SolverCurve> curves) {
    Map<String, Metric.Score> m = new LinkedHashMap<>();
    for (SolverCurve c : curves) {
      c.places().forEach(p -> p.scores().forEach(s -> m.putIfAbsent(s.name(), s)));
    }
    return List.copyOf(m.values());
  }
}
