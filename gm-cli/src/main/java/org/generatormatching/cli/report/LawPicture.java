package org.generatormatching.cli.report;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.generatormatching.api.Dataset.Layout;
import org.generatormatching.cli.report.Pictures.Plane2d;

/** Laws in the plane at a few times as one SVG file: a row for each simulation, a column a time. */
public final class LawPicture {
  private static final int SIDE = 180;
  private static final int GAP = 12;
  private static final int TITLE = 26;
  private static final int BINS = 60;

  /**
   * One simulation.
   *
   * @param title its name
   * @param cells one for each time
   */
  public record Row(String title, List<Cell> cells) {}

  /**
   * The law at a time.
   *
   * @param caption below it
   * @param places two coordinates, point by point
   */
  public record Cell(String caption, double[] places) {}

  private LawPicture() {}

  /** The file; the rows of a column have one scale, which is the first row's. */
  public static String svg(List<Row> rows) {
    int columns = rows.get(0).cells().size();
    int height = SIDE + 2 * TITLE;
    Sheet sheet =
        new Sheet(
            "Laws in the plane by time",
            columns * (SIDE + GAP) + GAP,
            rows.size() * height + GAP,
            "image{image-rendering:pixelated}",
            "");
    double[] all =
        rows.get(0).cells().stream().flatMapToDouble(c -> Arrays.stream(c.places())).toArray();
    double low = Arrays.stream(all).min().orElse(0);
    double high = Math.nextUp(Arrays.stream(all).max().orElse(1));
    Layout.Plane window = new Layout.Plane("x", low, high);
    for (int k = 0; k < columns; k++) {
      double top = Plane2d.of(rows.get(0).cells().get(k).places(), window, BINS).top();
      int left = GAP + k * (SIDE + GAP);
      for (int r = 0; r < rows.size(); r++) {
        Cell cell = rows.get(r).cells().get(k);
        int y = r * height + TITLE;
        byte[] png = Plane2d.of(cell.places(), window, BINS).raster(top, BINS).png();
        sheet.add(image(left, y, cell.caption(), png));
        sheet.text("", left, y + SIDE + 16, cell.caption());
      }
    }
    for (int r = 0; r < rows.size(); r++) {
      sheet.text("title", GAP, r * height + TITLE - 8, rows.get(r).title());
    }
    return sheet.svg();
  }

  private static String image(int x, int y, String description, byte[] png) {
    return "<image x=\""
        + x
        + "\" y=\""
        + y
        + "\" width=\""
        + SIDE
        + "\" height=\""
        + SIDE
        + "\" href=\"data:image/png;base64,"
        + Base64.getEncoder().encodeToString(png)
        + "\"><title>"
        + Html.text(description)
        + "</title></image>";
  }
}
