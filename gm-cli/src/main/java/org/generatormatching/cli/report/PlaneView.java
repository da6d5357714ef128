package org.generatormatching.cli.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Dataset.Layout;
import org.generatormatching.cli.report.Html.Raster;
import org.generatormatching.cli.report.Pictures.Plane2d;
import org.generatormatching.eval.metric.Balls.Near;

/** Points in the plane: densities, clouds over time, paths. */
record PlaneView(Layout.Plane plane) implements View {
  private static final int WIDTH = 640;
  private static final int FILE_WIDTH = 800;
  private static final int FRAME_WIDTH = 160;
  private static final int FRAME_BINS = 80;
  private static final int SEPARATOR = 8;
  private static final int SIDE = 200;
  private static final int MOST_POINTS = 1500;
  private static final int PATHS = 80;

  @Override
  public String noun() {
    return "points in the plane";
  }

  private Optional<double[]> values(Batch batch) {
    return Pictures.values(batch, plane.array(), 2);
  }

  @Override
  public String opening(Batch samples, Batch reference) {
    Optional<double[]> a = values(samples);
    Optional<double[]> b = values(reference);
    int bins = Pictures.bins(a.or(() -> b).map(v -> v.length / 2).orElse(0));
    double top = Math.max(top(a, bins), top(b, bins));
    return "<div class=\"two\">"
        + Html.figure("Samples", picture(a, bins, top, "samples"))
        + Html.figure("Held-out data", picture(b, bins, top, "held-out data"))
        + "</div>"
        + Html.note(
            "Density on ["
                + Html.number(plane.low())
                + ", "
                + Html.number(plane.high())
                + "]², brighter is denser, on one scale for both.");
  }

  private double top(Optional<double[]> values, int bins) {
    return values.map(v -> Plane2d.of(v, plane, bins).top()).orElse(0.0);
  }

  private String picture(Optional<double[]> values, int bins, double top, String what) {
    if (values.isEmpty()) {
      return Html.absent("There are no " + what + " of the layout's shape.");
    }
    Plane2d histogram = Plane2d.of(values.get(), plane, bins);
    return Html.image(histogram.raster(top, WIDTH), "density of the " + what)
        + Html.note(
            values.get().length / 2
                + " points, "
                + Html.number(100 * histogram.outside())
                + " % outside the window.");
  }

  @Override
  public String particles(List<Snapshot> trajectory) {
    StringBuilder out = new StringBuilder();
    List<double[]> all = new ArrayList<>();
    for (Snapshot s : trajectory) {
      values(s.points())
          .ifPresent(
              v -> {
                all.add(v);
                String cloud = dots("all", v, first(Math.min(v.length / 2, MOST_POINTS)));
                out.append(s.frame(svg("particles at t = " + s.time(), cloud)));
              });
    }
    return all.size() < 2
        ? Snapshot.strip(out.toString())
        : Snapshot.strip(
            out + Html.figure("paths of " + Math.min(PATHS, all.get(0).length / 2), paths(all)));
  }

  /** Polygons through the snapshots of the first particles. */
  private String paths(List<double[]> all) {
    StringBuilder d = new StringBuilder();
    int n = all.stream().mapToInt(v -> v.length / 2).min().orElse(0);
    for (int i = 0; i < Math.min(PATHS, n); i++) {
      for (int k = 0; k < all.size(); k++) {
        d.append(k == 0 ? 'M' : 'L').append(at(all.get(k), i));
      }
    }
    double[] last = all.get(all.size() - 1);
    return svg(
        "paths of some particles from the source to the data",
        "<path class=\"trail\" d=\"" + d + "\"/>" + dots("all", last, first(Math.min(PATHS, n))));
  }

  private static String svg(String description, String body) {
    return "<svg class=\"cloud\" viewBox=\"0 0 "
        + SIDE
        + " "
        + SIDE
        + "\" role=\"img\" aria-label=\""
        + Html.text(description)
        + "\">"
        + body
        + "</svg>";
  }

  /** Points that are marked. */
  private String dots(String style, double[] xy, boolean[] marked) {
    StringBuilder d = new StringBuilder();
    for (int i = 0; i < marked.length; i++) {
      if (marked[i]) {
        d.append('M').append(at(xy, i)).append("h0");
      }
    }
    return "<path class=\"" + style + "\" d=\"" + d + "\"/>";
  }

  private static boolean[] first(int n) {
    boolean[] marked = new boolean[n];
    Arrays.fill(marked, true);
    return marked;
  }

  /** Where a point is drawn; far outside the window it is moved nearer. */
  private String at(double[] xy, int i) {
    return Chart.px(place(xy[2 * i])) + " " + Chart.px(SIDE - place(xy[2 * i + 1]));
  }

  private double place(double v) {
    double u = SIDE * (v - plane.low()) / (plane.high() - plane.low());
    return Double.isFinite(u) ? Math.max(-SIDE, Math.min(2 * SIDE, u)) : -SIDE;
  }

  @Override
  public String marginals(Batch samples, Batch reference) {
    Optional<double[]> a = values(samples);
    Optional<double[]> b = values(reference);
    if (a.isEmpty() || b.isEmpty()) {
      return Html.absent("No marginals: samples or held-out data are absent.");
    }
    StringBuilder out = new StringBuilder(Histogram.LEGEND).append("<div class=\"two\">");
    for (int axis = 0; axis < 2; axis++) {
      out.append(
          Histogram.figure(axis == 0 ? "x" : "y", along(a.get(), axis), along(b.get(), axis)));
    }
    return out.append("</div>").toString();
  }

  private Histogram along(double[] xy, int axis) {
    double[] v = new double[xy.length / 2];
    for (int i = 0; i < v.length; i++) {
      v[i] = xy[2 * i + axis];
    }
    return Histogram.of(v, plane.low(), plane.high(), Histogram.BINS);
  }

  @Override
  public String strays(Batch samples, Batch reference, Near near) {
    return "<div class=\"two strays\">"
        + strays(reference, near.covered(), "Held-out data", "no sample near")
        + strays(samples, near.supported(), "Samples", "no data near")
        + "</div>";
  }

  private String strays(Batch points, boolean[] near, String title, String what) {
    double[] xy = values(points).orElse(new double[0]);
    int far = 0;
    StringBuilder crosses = new StringBuilder();
    for (int i = 0; i < near.length; i++) {
      if (!near[i]) {
        far++;
        crosses.append('M').append(at(xy, i)).append("m-2-2l4 4m0-4l-4 4");
      }
    }
    return Html.figure(
        title + ": " + far + " of " + near.length + " with " + what,
        "<p class=\"legend\"><span class=\"key dot\">near</span><span class=\"key cross\">"
            + what
            + "</span></p>"
            + svg(
                title + ", crosses where there is " + what,
                dots("quiet", xy, near) + "<path class=\"stray\" d=\"" + crosses + "\"/>"));
  }

  @Override
  public Map<String, byte[]> files(ReportData data) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    Optional<double[]> held = values(data.reference());
    values(data.samples()).ifPresent(v -> files.put("samples.png", file(v, held).png()));
    held.ifPresent(v -> files.put("data.png", file(v, Optional.empty()).png()));
    List<Raster> frames = new ArrayList<>();
    for (Snapshot s : data.trajectory()) {
      values(s.points())
          .map(v -> Plane2d.of(v, plane, FRAME_BINS).raster(4.0 / v.length, FRAME_WIDTH))
          .ifPresent(frames::add);
    }
    Pictures.row(frames).ifPresent(r -> files.put("particles.png", r.png()));
    return files;
  }

  private Raster file(double[] values, Optional<double[]> beside) {
    Plane2d left = Plane2d.of(values, plane, Pictures.bins(values.length / 2));
    int side = (FILE_WIDTH - SEPARATOR) / 2;
    if (beside.isEmpty()) {
      return left.raster(left.top(), side);
    }
    Plane2d right = Plane2d.of(beside.get(), plane, left.bins());
    double top = Math.max(left.top(), right.top());
    return Pictures.row(List.of(left.raster(top, side), right.raster(top, side))).orElseThrow();
  }
}
