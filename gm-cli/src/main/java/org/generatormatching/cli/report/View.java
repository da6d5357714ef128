package org.generatormatching.cli.report;

import java.util.List;
import java.util.Map;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Dataset.Layout;
import org.generatormatching.eval.metric.Balls.Near;

/** How points of one layout are shown: all that the page asks about a layout. */
interface View {
  /** The view of a layout; the one place where layouts are told apart. */
  static View of(Layout layout) {
    if (layout instanceof Layout.Image image) {
      return new ImageView(image);
    }
    if (layout instanceof Layout.Text text) {
      return new TextView(text);
    }
    return layout instanceof Layout.Plane plane ? new PlaneView(plane) : new ColumnsView();
  }

  /** What the points are, in the plural. */
  String noun();

  /** Samples beside data, as the first thing to see. */
  String opening(Batch samples, Batch reference);

  /** Particles on their way from the source to the data; empty where there is nothing to show. */
  String particles(List<Snapshot> trajectory);

  /** One-dimensional laws, and pairs where there are columns, of samples against data. */
  String marginals(Batch samples, Batch reference);

  /** The points that are near none of the other side; empty where they cannot be pictured. */
  String strays(Batch samples, Batch reference, Near near);

  /** Pictures to lie beside the page, as PNG, by the name of their file. */
  Map<String, byte[]> files(ReportData data);
}
