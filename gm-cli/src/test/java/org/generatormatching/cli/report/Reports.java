package org.generatormatching.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Dataset.Layout;
import org.generatormatching.api.Metric.Better;
import org.generatormatching.api.Metric.Score;
import org.generatormatching.tensor.HostArray;

/** Reports of made-up runs, one for every layout, with every part that a page can show. */
final class Reports {
  static final Layout PLANE = new Layout.Plane("x", -3, 3);
  static final Layout IMAGE = new Layout.Image("x", 4, 3, 0, 16);

  private Reports() {}

  /** One of each kind. */
  static List<ReportData> all(String text) {
    return List.of(plane(text), image(text), columns(text), tokens(text));
  }

  static ReportData plane(String text) {
    return of(text, PLANE, points(500, 2, 1), points(400, 2, 2));
  }

  static ReportData image(String text) {
    return of(text, IMAGE, points(500, 12, 1), points(400, 12, 2));
  }

  static ReportData columns(String text) {
    return of(text, new Layout.Columns(), points(500, 7, 1), points(400, 7, 2));
  }

  static ReportData tokens(String text) {
    return of(text, new Layout.Columns(), tokens(300, 1), tokens(300, 2));
  }

  static ReportData of(String text, Layout layout, Batch samples, Batch reference) {
    List<HistoryRow> history = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      history.add(
          new HistoryRow(10L * i, 2.0 / (i + 1), 0.1 * i, 1, 1e-3, Map.of("coupling-cost", 0.5)));
    }
    List<Snapshot> trajectory = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      trajectory.add(new Snapshot(i / 8.0, samples));
    }
    return new ReportData(
        text,
        layout,
        samples,
        reference,
        trajectory,
        history,
        List.of(
            new Score(text, Double.NaN, Double.POSITIVE_INFINITY, 5, Better.LOWER),
            new Score("energy-distance", 0.0031, 0.0012, 0.0002, 0.0071, 500, Better.LOWER),
            new Score("coverage", 0.953, 0.969, 0.941, 0.962, 500, Better.HIGHER),
            new Score("precision", 0.71, 0.93, 0.66, 0.74, 500, Better.HIGHER)),
        Map.of("data", text),
        new Verified(
            List.of(new Verified.Row(text, text, text, Double.NaN, 1e-4, text)), List.of(text), 2),
        Map.of(text, text),
        text,
        List.of(text));
  }

  static Batch points(int rows, int width, long seed) {
    Random random = new Random(seed);
    double[] v = random.doubles(rows * (long) width, -3.5, 3.5).toArray();
    return Batch.of("x", HostArray.of(v, rows, width));
  }

  private static Batch tokens(int rows, long seed) {
    return Batch.of(
        "tokens", HostArray.of(new Random(seed).longs(rows * 3L, 0, 6).toArray(), rows, 3));
  }
}
